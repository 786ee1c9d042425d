import Foundation

extension LearningRateSchedule {
  /// η at t, from η₀; nil for a schedule that goes on from the rate before (decay, halve) or by losses
  /// (plateau), which only a `ScheduleState` can follow.
  public func rate(at time: Int, from initial: Double) -> Double? {
    switch self {
    case .constant: initial
    case .decay, .halve, .plateau, .plateauBeyond: nil
    case .step(let every, let factor): initial * pow(factor, Double(time / every))
    case .multiStep(let places, let factor):
      initial * pow(factor, Double(places.filter { $0 <= time }.count))
    case .exponential(let factor): initial * pow(factor, Double(time))
    case .cosine(let length, let minimum):
      Self.cosine(Double(time) / Double(max(length, 1)), initial, minimum)
    case .warmRestarts(let length, let growth, let minimum):
      Self.cosine(Self.cycle(time, max(length, 1), growth), initial, minimum)
    case .polynomial(let length, let power):
      time >= length ? 0 : initial * pow(1 - Double(time) / Double(length), power)
    case .oneCycle(let length, let rise, let start, let end, let isLinear):
      initial
        * Self.oneCycle(time, length, rise, low: 1 / start, end: 1 / start / end, high: 1, isLinear)
    case .warmUp(let length, let from, let then):
      time < length
        ? initial * (from + (1 - from) * Double(time) / Double(length))
        : then.rate(at: time - length, from: initial)
    }
  }

  /// Of `oneCycle`, the momentum that goes against the rate: from the greatest down to the least while
  /// the rate rises, and back. Nil for other schedules.
  public func momentum(at time: Int, least: Double = 0.85, greatest: Double = 0.95) -> Double? {
    guard case .oneCycle(let length, let rise, _, _, let isLinear) = self else { return nil }
    return Self.oneCycle(time, length, rise, low: greatest, end: greatest, high: least, isLinear)
  }

  /// From `initial` at 0 to `minimum` at 1, and back at 2.
  private static func cosine(_ share: Double, _ initial: Double, _ minimum: Double) -> Double {
    minimum + (initial - minimum) * (1 + cos(.pi * share)) / 2
  }

  /// The share of its cycle that has passed.
  private static func cycle(_ time: Int, _ length: Int, _ growth: Int) -> Double {
    var (time, length) = (time, length)
    if growth == 1 { return Double(time % length) / Double(length) }
    while time >= length { (time, length) = (time - length, length.multipliedClamped(by: growth)) }
    return Double(time) / Double(length)
  }

  private static func oneCycle(
    _ time: Int, _ length: Int, _ rise: Double, low: Double, end: Double, high: Double,
    _ isLinear: Bool
  ) -> Double {
    let (time, last) = (Double(time), Double(max(length, 1) - 1))
    let top = rise * Double(length) - 1
    func between(_ from: Double, _ to: Double, _ share: Double) -> Double {
      isLinear ? from + (to - from) * share : to + (from - to) * (1 + cos(.pi * share)) / 2
    }
    if time >= last { return end }
    return time <= top
      ? between(low, high, top > 0 ? time / top : 1)
      : between(high, end, (time - top) / (last - top))
  }
}

extension Int {
  fileprivate func multipliedClamped(by other: Int) -> Int {
    let (product, isOver) = multipliedReportingOverflow(by: other)
    return isOver ? .max : product
  }
}
