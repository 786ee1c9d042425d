import Foundation
import ParlanceArrays
import ParlanceAutograd

/// Adam with Nesterov's momentum: θ ← θ − η (c g + c′ m) / (√v̂ + ε).
///
/// m and v are Adam's moments, v̂ = v / (1 − β₂ᵗ); μₜ = β₁ (1 − ½ · 0.96^(t ψ)) with the momentum decay
/// ψ, c = (1 − μₜ) / (1 − Π μ) and c′ = μₜ₊₁ / (1 − μₜ₊₁ Π μ), the products over all steps up to t.
/// Weight decay adds λ θ to g, or if decoupled, shrinks θ by η λ θ first. The
/// product is kept in single precision, as PyTorch does by default. Dozat, 2016.
public struct NAdam: UpdateRule {
  public let learningRate: Double
  public let weightDecay: Double
  private let beta1: Double
  private let beta2: Double
  private let epsilon: Double
  private let momentumDecay: Double
  private let isDecoupled: Bool

  /// Creates the rule.
  public init(
    learningRate: Double = 2e-3, beta1: Double = 0.9, beta2: Double = 0.999,
    epsilon: Double = 1e-8, weightDecay: Double = 0, momentumDecay: Double = 4e-3,
    decoupledDecay: Bool = false
  ) {
    self.learningRate = learningRate
    self.beta1 = beta1
    self.beta2 = beta2
    self.epsilon = epsilon
    self.weightDecay = weightDecay
    self.momentumDecay = momentumDecay
    isDecoupled = decoupledDecay
  }

  public func initialState(for value: NDArray) -> [(name: String, array: NDArray)] {
    [
      ("first", NDArray(zerosLike: value)),
      ("second", NDArray(zerosLike: value)),
      ("product", NDArray(scalar: 1)),
    ]
  }

  public func update(
    _ value: inout NDArray, gradient: Gradient, state: inout [NDArray], settings: StepSettings
  ) {
    let (now, next) = (momentum(settings.step), momentum(settings.step + 1))
    // In single precision, as PyTorch keeps it.
    state[2][flat: 0] = Double(Float(state[2].item) * Float(now))
    let product = state[2].item
    let rate = settings.learningRate
    NAdamUpdate(
      gradientRate: rate * (1 - now) / (1 - product),
      momentRate: rate * next / (1 - product * next), beta1: beta1, beta2: beta2,
      correction: biasCorrection(beta2, settings.step), epsilon: epsilon,
      weightDecay: isDecoupled ? 0 : settings.weightDecay,
      keep: isDecoupled ? 1 - rate * settings.weightDecay : 1
    ).apply(&value, gradient, &state, slotCount: 2)
  }

  private func momentum(_ step: Int) -> Double {
    beta1 * (1 - 0.5 * pow(0.96, Double(step) * momentumDecay))
  }
}

private struct NAdamUpdate: ElementUpdate {
  let gradientRate, momentRate, beta1, beta2, correction, epsilon, weightDecay, keep: Double

  func update<T: BinaryFloatingPoint>(_ value: inout T, _ gradient: T, _ slots: inout (T, T, T)) {
    let g = gradient + T(weightDecay) * value
    slots.0 += T(1 - beta1) * (g - slots.0)
    slots.1 = T(beta2) * slots.1 + T(1 - beta2) * g * g
    let deviation = (slots.1 / T(correction)).squareRoot() + T(epsilon)
    value =
      T(keep) * value - (T(gradientRate) * g + T(momentRate) * slots.0) / deviation
  }

  var onDevice: DeviceRule? {
    DeviceRule(
      .nadam,
      [
        gradientRate, momentRate, 1 - beta1, beta2, 1 - beta2, correction, epsilon, weightDecay,
        keep,
      ])
  }
}
