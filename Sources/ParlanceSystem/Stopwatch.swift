/// Seconds since a moment, by a clock that never jumps.
public struct Stopwatch: Sendable {
  private let start = ContinuousClock.now

  /// Begins to count.
  public init() {}

  /// Seconds since it was made.
  public var seconds: Double { (ContinuousClock.now - start) / .seconds(1) }
}
