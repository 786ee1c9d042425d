import ParlanceArrays
import ParlanceAutograd

/// Adam by the infinity norm: m ← β₁ m + (1 − β₁) g, u ← max(β₂ u, |g| + ε), θ ← θ − η m̂ / u.
///
/// m̂ = m / (1 − β₁ᵗ); weight decay adds λ θ to g. Kingma and Ba, *Adam*, 2015, section 7.
public struct Adamax: UpdateRule {
  public let learningRate: Double
  public let weightDecay: Double
  private let beta1: Double
  private let beta2: Double
  private let epsilon: Double

  /// Creates the rule.
  public init(
    learningRate: Double = 2e-3, beta1: Double = 0.9, beta2: Double = 0.999,
    epsilon: Double = 1e-8, weightDecay: Double = 0
  ) {
    self.learningRate = learningRate
    self.beta1 = beta1
    self.beta2 = beta2
    self.epsilon = epsilon
    self.weightDecay = weightDecay
  }

  public func initialState(for value: NDArray) -> [(name: String, array: NDArray)] {
    [("first", NDArray(zerosLike: value)), ("greatest", NDArray(zerosLike: value))]
  }

  public func update(
    _ value: inout NDArray, gradient: Gradient, state: inout [NDArray], settings: StepSettings
  ) {
    AdamaxUpdate(
      rate: settings.learningRate / biasCorrection(beta1, settings.step), beta1: beta1,
      beta2: beta2, epsilon: epsilon, weightDecay: settings.weightDecay
    ).apply(&value, gradient, &state)
  }
}

private struct AdamaxUpdate: ElementUpdate {
  let rate, beta1, beta2, epsilon, weightDecay: Double

  func update<T: BinaryFloatingPoint>(_ value: inout T, _ gradient: T, _ slots: inout (T, T, T)) {
    let g = gradient + T(weightDecay) * value
    slots.0 += T(1 - beta1) * (g - slots.0)
    let (before, now) = (T(beta2) * slots.1, g.magnitude + T(epsilon))
    slots.1 = now < before ? before : now
    value -= T(rate) * slots.0 / slots.1
  }

  var onDevice: DeviceRule? {
    DeviceRule(.adamax, [rate, 1 - beta1, beta2, epsilon, weightDecay])
  }
}
