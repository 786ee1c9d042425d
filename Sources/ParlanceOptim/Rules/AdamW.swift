import ParlanceArrays
import ParlanceAutograd

/// Adam with decoupled weight decay: θ ← θ − η λ θ before Adam's step.
///
/// Loshchilov and Hutter, *Decoupled Weight Decay Regularization*, 2019.
public final class AdamW: UpdateRule {
  public var learningRate: Double
  public var memory = RuleMemory()
  private let moments: AdamMoments
  private let weightDecay: Double

  /// Creates the rule.
  public init(
    learningRate: Double = 1e-3, beta1: Double = 0.9, beta2: Double = 0.999,
    epsilon: Double = 1e-8, weightDecay: Double = 0.01
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
      &value, gradient, &slots, step, rate: learningRate, weightDecay: 0,
      decoupledDecay: weightDecay)
  }
}
