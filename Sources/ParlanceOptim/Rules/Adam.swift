import Foundation
import ParlanceArrays
import ParlanceAutograd

/// Adam: m ← β₁ m + (1 − β₁) g, v ← β₂ v + (1 − β₂) g², θ ← θ − η m̂ / (√v̂ + ε).
///
/// m̂ = m / (1 − β₁ᵗ) and v̂ = v / (1 − β₂ᵗ); weight decay adds λ θ to g. A table of which only some
/// rows have a gradient is updated whole, since the moments of all rows decay. Kingma and Ba, *Adam*,
/// 2015.
public final class Adam: UpdateRule {
  public var learningRate: Double
  public var memory = RuleMemory()
  private let moments: AdamMoments
  private let weightDecay: Double

  /// Creates the rule.
  public init(
    learningRate: Double = 1e-3, beta1: Double = 0.9, beta2: Double = 0.999,
    epsilon: Double = 1e-8, weightDecay: Double = 0
  ) {
    self.learningRate = learningRate
    moments = AdamMoments(beta1: beta1, beta2: beta2, epsilon: epsilon)
    self.weightDecay = weightDecay
  }

  public var slots: [String] { AdamMoments.slots }

  public func update(
    _ value: inout NDArray, gradient: Gradient, slots: inout [NDArray], step: Int
  ) {
    moments.update(
      &value, gradient, &slots, step, rate: learningRate, weightDecay: weightDecay,
      decoupledDecay: 0)
  }
}

/// What Adam and AdamW share: two moments with their bias corrections.
struct AdamMoments {
  static let slots = ["first", "second"]

  let beta1: Double
  let beta2: Double
  let epsilon: Double

  func update(
    _ value: inout NDArray, _ gradient: Gradient, _ slots: inout [NDArray], _ step: Int,
    rate: Double, weightDecay: Double, decoupledDecay: Double
  ) {
    let rule = AdamRule(
      rate: rate, beta1: beta1, beta2: beta2, epsilon: epsilon, weightDecay: weightDecay,
      decoupledDecay: decoupledDecay, correction1: 1 - power(beta1, step),
      correction2: 1 - power(beta2, step))
    var second = slots.removeLast()
    value.kernels.adamStep(
      rule, gradient: gradient.array(value.shape, value.elementType), first: &slots[0],
      second: &second, &value)
    slots.append(second)
  }

  private func power(_ base: Double, _ exponent: Int) -> Double {
    pow(base, Double(exponent))
  }
}
