import Foundation

/// How often a device lacked which function, so that the host's kernels stood in.
package final class FallbackCount: @unchecked Sendable {
  private let lock = NSLock()
  private var counts: [String: Int] = [:]

  package init() {}

  /// The times by function: `softmax(_:logarithm:)`.
  package var byFunction: [String: Int] { lock.withLock { counts } }

  /// All times together.
  package var total: Int { byFunction.values.reduce(0, +) }

  package func reset() { lock.withLock { counts = [:] } }

  func add(_ function: String) { lock.withLock { counts[function, default: 0] += 1 } }
}
