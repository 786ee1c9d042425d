import Foundation

/// A wish that work stop, set by a signal handler and heeded where the work may be left.
public final class StopRequest: @unchecked Sendable {
  private let lock = NSLock()
  private var number: Int32?
  private let outer: StopRequest?

  /// Creates a request that nobody has made yet.
  public init() { outer = nil }

  /// A request to stop a part of something: whoever asks for a stop of the whole asks for this too.
  package init(within outer: StopRequest) { self.outer = outer }

  /// The signal that asked, or nil.
  public var signal: Int32? { outer?.signal ?? lock.withLock { number } }

  /// Asks for a stop on behalf of a signal.
  public func ask(signal: Int32) { lock.withLock { number = signal } }

  /// What the work at hand is asked by.
  @TaskLocal package static var current: StopRequest?

  /// Whether the work at hand is to stop.
  ///
  /// Who sees it leaves with anything of the right form: whoever made the request heeds it when he has
  /// the result.
  package static var isAsked: Bool { current?.signal != nil }

  /// Throws `Interrupted` where the work at hand is to stop.
  package static func check() throws {
    if let signal = current?.signal { throw Interrupted(signal: signal) }
  }

  /// Calls a function whose work is asked by this request, and heeds it at the end.
  ///
  /// - Throws: `Interrupted`, and what the function throws.
  package func heeded<Result>(_ body: () throws -> Result) throws -> Result {
    let result = try Self.$current.withValue(self, operation: body)
    if let signal { throw Interrupted(signal: signal) }
    return result
  }
}

/// Work was left because a signal asked for it, and nothing of it is kept.
public struct Interrupted: Error, Sendable {
  /// The signal's number.
  public let signal: Int32

  package init(signal: Int32) { self.signal = signal }
}
