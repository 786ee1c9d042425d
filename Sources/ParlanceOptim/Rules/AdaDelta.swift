import ParlanceArrays
import ParlanceAutograd

/// AdaDelta: s ← ρ s + (1 − ρ) g², δ = g √(d + ε) / √(s + ε), d ← ρ d + (1 − ρ) δ², θ ← θ − η δ.
///
/// Weight decay adds λ θ to g. Zeiler, *ADADELTA*, 2012.
public struct AdaDelta: UpdateRule {
  public let learningRate: Double
  public let weightDecay: Double
  private let rho: Double
  private let epsilon: Double

  /// Creates the rule.
  public init(
    learningRate: Double = 1, rho: Double = 0.9, epsilon: Double = 1e-6, weightDecay: Double = 0
  ) {
    self.learningRate = learningRate
    self.rho = rho
    self.epsilon = epsilon
    self.weightDecay = weightDecay
  }

  public func initialState(for value: NDArray) -> [(name: String, array: NDArray)] {
    [("squares", NDArray(zerosLike: value)), ("changes", NDArray(zerosLike: value))]
  }

  public func update(
    _ value: inout NDArray, gradient: Gradient, state: inout [NDArray], settings: StepSettings
  ) {
    AdaDeltaUpdate(
      rate: settings.learningRate, rho: rho, epsilon: epsilon, weightDecay: settings.weightDecay
    ).apply(&value, gradient, &state)
  }
}

private struct AdaDeltaUpdate: ElementUpdate {
  let rate, rho, epsilon, weightDecay: Double

  func update<T: BinaryFloatingPoint>(_ value: inout T, _ gradient: T, _ slots: inout (T, T, T)) {
    let g = gradient + T(weightDecay) * value
    slots.0 = T(rho) * slots.0 + T(1 - rho) * g * g
    let change =
      (slots.1 + T(epsilon)).squareRoot() / (slots.0 + T(epsilon)).squareRoot() * g
    slots.1 = T(rho) * slots.1 + T(1 - rho) * change * change
    value -= T(rate) * change
  }

  var onDevice: DeviceRule? {
    DeviceRule(.adadelta, [rate, rho, 1 - rho, epsilon, weightDecay])
  }
}
