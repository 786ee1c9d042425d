import ParlanceArrays
import ParlanceAutograd

/// Adam: m ← β₁ m + (1 − β₁) g, v ← β₂ v + (1 − β₂) g², θ ← θ − η m̂ / (√v̂ + ε).
///
/// m̂ = m / (1 − β₁ᵗ) and v̂ = v / (1 − β₂ᵗ); weight decay adds λ θ to g. AMSGrad takes the greatest v
/// up to now in place of v (Reddi et al., 2018). A table of which only some rows have a gradient is
/// updated whole, since the moments of all rows decay; `SparseAdam` is the lazy form. Kingma and Ba,
/// *Adam*, 2015.
public final class Adam: UpdateRule {
  public var learningRate: Double
  public var memory = RuleMemory()
  public let weightDecay: Double
  private let moments: AdamMoments

  /// Creates the rule.
  public init(
    learningRate: Double = 1e-3, beta1: Double = 0.9, beta2: Double = 0.999,
    epsilon: Double = 1e-8, weightDecay: Double = 0, amsgrad: Bool = false
  ) {
    self.learningRate = learningRate
    moments = AdamMoments(beta1: beta1, beta2: beta2, epsilon: epsilon, isAMSGrad: amsgrad)
    self.weightDecay = weightDecay
  }

  public var slots: [String] { moments.slots }

  public func update(
    _ value: inout NDArray, gradient: Gradient, slots: inout [NDArray], settings: StepSettings
  ) {
    moments.update(&value, gradient, &slots, settings, isDecoupled: false)
  }
}
