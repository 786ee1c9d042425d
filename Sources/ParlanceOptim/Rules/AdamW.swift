import ParlanceArrays
import ParlanceAutograd

/// Adam with decoupled weight decay: θ ← θ − η λ θ before Adam's step.
///
/// Loshchilov and Hutter, *Decoupled Weight Decay Regularization*, 2019.
public final class AdamW: UpdateRule {
  public var learningRate: Double
  public var memory = RuleMemory()
  public let weightDecay: Double
  private let moments: AdamMoments

  /// Creates the rule.
  public init(
    learningRate: Double = 1e-3, beta1: Double = 0.9, beta2: Double = 0.999,
    epsilon: Double = 1e-8, weightDecay: Double = 0.01, amsgrad: Bool = false
  ) {
    self.learningRate = learningRate
    moments = AdamMoments(beta1: beta1, beta2: beta2, epsilon: epsilon, isAMSGrad: amsgrad)
    self.weightDecay = weightDecay
  }

  public var slots: [String] { moments.slots }

  public func update(
    _ value: inout NDArray, gradient: Gradient, slots: inout [NDArray], settings: StepSettings
  ) {
    moments.update(&value, gradient, &slots, settings, isDecoupled: true)
  }
}
