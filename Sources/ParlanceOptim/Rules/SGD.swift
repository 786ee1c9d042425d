import ParlanceArrays
import ParlanceAutograd

/// Stochastic gradient descent: θ ← θ − η g, with momentum v ← μ v + g, θ ← θ − η v.
///
/// Nesterov's form takes g + μ v in place of v; weight decay adds λ θ to g (an L2 penalty). Without
/// momentum and decay, a table's rows are updated alone. Sutskever et al., 2013, as PyTorch has it.
public final class SGD: UpdateRule {
  public var learningRate: Double
  public var memory = RuleMemory()
  private let momentum: Double
  private let isNesterov: Bool
  private let weightDecay: Double

  /// Creates the rule.
  public init(
    learningRate: Double, momentum: Double = 0, nesterov: Bool = false, weightDecay: Double = 0
  ) {
    self.learningRate = learningRate
    self.momentum = momentum
    isNesterov = nesterov
    self.weightDecay = weightDecay
  }

  public var slots: [String] { momentum == 0 ? [] : ["velocity"] }

  public func update(
    _ value: inout NDArray, gradient: Gradient, slots: inout [NDArray], step: Int
  ) {
    let kernels = value.kernels
    if case .rows(let rows) = gradient, momentum == 0, weightDecay == 0 {
      var change = rows.values
      kernels.scale(-learningRate, &change)
      return kernels.addRows(change, at: rows.ids, &value)
    }
    let rule = MomentumRule(
      rate: learningRate, momentum: momentum, isNesterov: isNesterov, weightDecay: weightDecay)
    let dense = gradient.array(value.shape, value.elementType)
    if momentum != 0 {
      return kernels.momentumStep(rule, gradient: dense, velocity: &slots[0], &value)
    }
    var none = NDArray(zeros: [0], value.elementType)
    kernels.momentumStep(rule, gradient: dense, velocity: &none, &value)
  }
}
