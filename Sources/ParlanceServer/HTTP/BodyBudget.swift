import Foundation

/// How many bytes of bodies are held at a time: by requests that arrive, that wait and that are answered.
///
/// Without it the memory that a server takes is that of a body times the connections that there may be.
final class BodyBudget: @unchecked Sendable {
  /// Bodies of the greatest size that there is room for.
  static let bodies = 64
  private let limit: Int
  private let lock = NSLock()
  private var held = 0

  /// - `bodyBytes`: of the greatest body.
  init(bodyBytes: Int) { limit = Self.bodies * bodyBytes }

  /// A request's share of it, given back when it is released.
  func share() -> Share { Share(self) }

  /// What one request holds.
  final class Share: @unchecked Sendable {
    private let budget: BodyBudget
    // Only the task that answers the request touches it.
    private var bytes = 0

    fileprivate init(_ budget: BodyBudget) { self.budget = budget }

    /// - Throws: `APIError` where there is no room.
    func take(_ count: Int) throws {
      try budget.lock.withLock {
        guard budget.held + count <= budget.limit else {
          var error = APIError(
            429, "too_much",
            "the bodies of all requests: expected at most \(budget.limit) bytes at a time; ask again later"
          )
          (error.closes, error.retryAfter) = (true, 1)
          throw error
        }
        budget.held += count
      }
      bytes += count
    }

    deinit { budget.lock.withLock { budget.held -= bytes } }
  }
}
