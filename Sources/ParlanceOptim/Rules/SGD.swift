import ParlanceArrays
import ParlanceAutograd

/// Stochastic gradient descent: θ ← θ − η g, with momentum v ← μ v + (1 − τ) g, θ ← θ − η v.
///
/// Nesterov's form takes g + μ v in place of v; weight decay adds λ θ to g (an L2 penalty); the first
/// step's gradient is not dampened by τ. Without momentum and decay, only a table's rows that have a
/// gradient are touched. Sutskever et al., 2013, as PyTorch has it.
public struct SGD: UpdateRule {
  public let learningRate: Double
  public let weightDecay: Double
  private let momentum: Double
  private let dampening: Double
  private let isNesterov: Bool

  /// Creates the rule; traps for Nesterov's form without momentum or with dampening.
  public init(
    learningRate: Double, momentum: Double = 0, dampening: Double = 0, nesterov: Bool = false,
    weightDecay: Double = 0
  ) {
    guard !nesterov || (momentum > 0 && dampening == 0) else {
      fatalError(
        "SGD: Nesterov's form needs momentum and no dampening, found \(momentum) and \(dampening)")
    }
    self.learningRate = learningRate
    self.momentum = momentum
    self.dampening = dampening
    isNesterov = nesterov
    self.weightDecay = weightDecay
  }

  public func initialState(for value: NDArray) -> [(name: String, array: NDArray)] {
    momentum == 0 ? [] : [("velocity", NDArray(zerosLike: value))]
  }

  public func update(
    _ value: inout NDArray, gradient: Gradient, state: inout [NDArray], settings: StepSettings
  ) {
    let kernels = value.kernels
    if case .rows(let rows) = gradient, momentum == 0, settings.weightDecay == 0 {
      return kernels.addScaledRows(-settings.learningRate, rows.values, at: rows.ids, &value)
    }
    let rule = MomentumRule(
      rate: settings.learningRate, momentum: momentum,
      share: settings.step == 1 ? 1 : 1 - dampening, isNesterov: isNesterov,
      weightDecay: settings.weightDecay)
    let dense = gradient.array(value.shape, like: value)
    if momentum != 0 {
      return kernels.momentumStep(rule, gradient: dense, velocity: &state[0], &value)
    }
    var none = NDArray(zeros: [0], like: value)
    kernels.momentumStep(rule, gradient: dense, velocity: &none, &value)
  }
}
