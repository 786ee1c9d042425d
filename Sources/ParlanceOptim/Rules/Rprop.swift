import ParlanceArrays
import ParlanceAutograd

/// Resilient propagation: each element has a step size of its own, and only its gradient's sign counts.
///
/// The size grows by η⁺ where the gradient has the sign of the last one, and shrinks by η⁻ where it has
/// the other; θ ← θ − sign(g) · size. After a change of sign the gradient counts as zero. For whole
/// batches, not for mini-batches. Riedmiller and Braun, 1993 (the form without weight backtracking).
public struct Rprop: UpdateRule {
  /// The step size that every element begins with.
  public let learningRate: Double
  private let shrink: Double
  private let grow: Double
  private let sizes: ClosedRange<Double>

  /// Creates the rule: `shrink` is η⁻, `grow` η⁺, `sizes` the least and the greatest step.
  public init(
    learningRate: Double = 0.01, shrink: Double = 0.5, grow: Double = 1.2,
    sizes: ClosedRange<Double> = 1e-6...50
  ) {
    self.learningRate = learningRate
    self.shrink = shrink
    self.grow = grow
    self.sizes = sizes
  }

  public func initialState(for value: NDArray) -> [(name: String, array: NDArray)] {
    [("last", NDArray(zerosLike: value)), ("size", NDArray(zerosLike: value))]
  }

  public func update(
    _ value: inout NDArray, gradient: Gradient, state: inout [NDArray], settings: StepSettings
  ) {
    RpropUpdate(
      initial: settings.step == 1 ? settings.learningRate : nil, shrink: shrink, grow: grow,
      least: sizes.lowerBound, greatest: sizes.upperBound
    ).apply(&value, gradient, &state)
  }
}

private struct RpropUpdate: ElementUpdate {
  let initial: Double?
  let shrink, grow, least, greatest: Double

  func update<T: BinaryFloatingPoint>(_ value: inout T, _ gradient: T, _ slots: inout (T, T, T)) {
    let agreement = gradient * slots.0
    let factor: T = agreement > 0 ? T(grow) : agreement < 0 ? T(shrink) : 1
    let size = (initial.map { T($0) } ?? slots.1) * factor
    slots.1 = size < T(least) ? T(least) : size > T(greatest) ? T(greatest) : size
    let g = agreement < 0 ? 0 : gradient
    slots.0 = g
    value -= g > 0 ? slots.1 : g < 0 ? -slots.1 : 0
  }

  var onDevice: DeviceRule? {
    DeviceRule(.rprop, [initial == nil ? 0 : 1, initial ?? 0, shrink, grow, least, greatest])
  }
}
