import ParlanceArrays
import ParlanceAutograd

/// AdaDelta: s ← ρ s + (1 − ρ) g², δ = g √(d + ε) / √(s + ε), d ← ρ d + (1 − ρ) δ², θ ← θ − η δ.
///
/// Weight decay adds λ θ to g. Zeiler, *ADADELTA*, 2012.
public final class AdaDelta: UpdateRule {
  public var learningRate: Double
  public var memory = RuleMemory()
  public let weightDecay: Double
  public let slots = ["squares", "changes"]
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

  public func update(
    _ value: inout NDArray, gradient: Gradient, slots: inout [NDArray], settings: StepSettings
  ) {
    AdaDeltaUpdate(
      rate: settings.learningRate, rho: rho, epsilon: epsilon, weightDecay: settings.weightDecay
    ).apply(&value, gradient, &slots)
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
}
