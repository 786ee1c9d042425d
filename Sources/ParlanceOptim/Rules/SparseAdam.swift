import ParlanceArrays
import ParlanceAutograd

/// Adam's lazy form for tables: only rows that have a gradient are touched, in their moments too.
///
/// m ← β₁ m + (1 − β₁) g, v ← β₂ v + (1 − β₂) g², θ ← θ − η √(1 − β₂ᵗ) / (1 − β₁ᵗ) · m / (√v + ε) for
/// those rows, t the number of the table's steps; a dense gradient touches all. Kingma and Ba, *Adam*,
/// 2015, section 2, as PyTorch's SparseAdam.
public struct SparseAdam: UpdateRule {
  public let learningRate: Double
  private let beta1: Double
  private let beta2: Double
  private let epsilon: Double

  /// Creates the rule.
  public init(
    learningRate: Double = 1e-3, beta1: Double = 0.9, beta2: Double = 0.999,
    epsilon: Double = 1e-8
  ) {
    self.learningRate = learningRate
    self.beta1 = beta1
    self.beta2 = beta2
    self.epsilon = epsilon
  }

  public func initialState(for value: NDArray) -> [(name: String, array: NDArray)] {
    [("first", NDArray(zerosLike: value)), ("second", NDArray(zerosLike: value))]
  }

  public func update(
    _ value: inout NDArray, gradient: Gradient, state: inout [NDArray], settings: StepSettings
  ) {
    let root = biasCorrection(beta2, settings.step).squareRoot()
    if case .dense(let gradient) = gradient {
      // η √c₂ / c₁ · m / (√v + ε) is Adam's step with ε / √c₂ for ε.
      let rule = AdamRule(
        rate: settings.learningRate, beta1: beta1, beta2: beta2, epsilon: epsilon / root,
        weightDecay: 0, decoupledDecay: 0, correction1: biasCorrection(beta1, settings.step),
        correction2: root * root)
      var second = state.removeLast()
      value.kernels.adamStep(
        rule, gradient: gradient, first: &state[0], second: &second, &value)
      state.append(second)
      return
    }
    let rate = settings.learningRate * root / biasCorrection(beta1, settings.step)
    SparseAdamUpdate(rate: rate, beta1: beta1, beta2: beta2, epsilon: epsilon)
      .applyToRows(&value, gradient, &state)
  }
}

private struct SparseAdamUpdate: ElementUpdate {
  let rate, beta1, beta2, epsilon: Double

  func update<T: BinaryFloatingPoint>(_ value: inout T, _ gradient: T, _ slots: inout (T, T, T)) {
    slots.0 += T(1 - beta1) * (gradient - slots.0)
    slots.1 += T(1 - beta2) * (gradient * gradient - slots.1)
    value -= T(rate) * slots.0 / (slots.1.squareRoot() + T(epsilon))
  }

  var onDevice: DeviceRule? {
    DeviceRule(.sparseAdam, [rate, 1 - beta1, 1 - beta2, epsilon])
  }
}
