/// Who waits for a text while it is written.
package final class Readers: Sendable {
  private let wait: @Sendable () -> Bool

  // An object: a function as a task's own value ends optimised programs (Swift 6.3.1).
  @TaskLocal private static var current: Readers?

  private init(_ wait: @escaping @Sendable () -> Bool) { self.wait = wait }

  /// Whether anybody does: a search or a sample that nobody waits for stops with what it has.
  ///
  /// It is asked before each step, on the task that writes.
  package static var areWaiting: Bool { current?.wait() ?? true }

  /// Calls a function that writes as long as it is so that somebody waits.
  package static func with<Result>(
    waiting: @escaping @Sendable () -> Bool, _ body: () throws -> Result
  ) rethrows -> Result {
    try $current.withValue(Readers(waiting), operation: body)
  }
}
