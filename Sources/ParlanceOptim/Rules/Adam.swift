import Foundation
import ParlanceArrays
import ParlanceAutograd

/// Adam: m ← β₁ m + (1 − β₁) g, v ← β₂ v + (1 − β₂) g², θ ← θ − η m̂ / (√v̂ + ε).
///
/// m̂ = m / (1 − β₁ᵗ) and v̂ = v / (1 − β₂ᵗ); weight decay adds λ θ to g, or if decoupled (`AdamW`),
/// shrinks θ by η λ θ first. AMSGrad takes the greatest v up to now in place of v (Reddi et al., 2018). A
/// table of which only some rows have a gradient is updated whole, since the moments of all rows decay;
/// `SparseAdam` is the lazy form. Kingma and Ba, *Adam*, 2015.
public struct Adam: UpdateRule {
  public let learningRate: Double
  public let weightDecay: Double
  private let beta1: Double
  private let beta2: Double
  private let epsilon: Double
  private let isDecoupled: Bool
  private let isAMSGrad: Bool

  /// Creates the rule.
  public init(
    learningRate: Double = 1e-3, beta1: Double = 0.9, beta2: Double = 0.999,
    epsilon: Double = 1e-8, weightDecay: Double = 0, decoupledDecay: Bool = false,
    amsgrad: Bool = false
  ) {
    self.learningRate = learningRate
    self.beta1 = beta1
    self.beta2 = beta2
    self.epsilon = epsilon
    self.weightDecay = weightDecay
    isDecoupled = decoupledDecay
    isAMSGrad = amsgrad
  }

  public func initialState(for value: NDArray) -> [(name: String, array: NDArray)] {
    (["first", "second"] + (isAMSGrad ? ["greatest"] : [])).map { ($0, NDArray(zerosLike: value)) }
  }

  public func update(
    _ value: inout NDArray, gradient: Gradient, state: inout [NDArray], settings: StepSettings
  ) {
    let rule = AdamRule(
      rate: settings.learningRate, beta1: beta1, beta2: beta2, epsilon: epsilon,
      weightDecay: isDecoupled ? 0 : settings.weightDecay,
      decoupledDecay: isDecoupled ? settings.weightDecay : 0,
      correction1: biasCorrection(beta1, settings.step),
      correction2: biasCorrection(beta2, settings.step))
    if isAMSGrad { return AMSGradUpdate(rule: rule).apply(&value, gradient, &state) }
    var second = state.removeLast()
    value.kernels.adamStep(
      rule, gradient: gradient.array(value.shape, like: value), first: &state[0],
      second: &second, &value)
    state.append(second)
  }
}

// swift-format-ignore: AlwaysUseLowerCamelCase
/// Adam with decoupled weight decay: θ ← θ − η λ θ before Adam's step.
///
/// Loshchilov and Hutter, *Decoupled Weight Decay Regularization*, 2019.
public func AdamW(
  learningRate: Double = 1e-3, beta1: Double = 0.9, beta2: Double = 0.999,
  epsilon: Double = 1e-8, weightDecay: Double = 0.01, amsgrad: Bool = false
) -> Adam {
  Adam(
    learningRate: learningRate, beta1: beta1, beta2: beta2, epsilon: epsilon,
    weightDecay: weightDecay, decoupledDecay: true, amsgrad: amsgrad)
}

/// 1 − βᵗ: what an average that began at zero falls short by.
func biasCorrection(_ beta: Double, _ step: Int) -> Double { 1 - pow(beta, Double(step)) }

private struct AMSGradUpdate: ElementUpdate {
  let rule: AdamRule

  func update<T: BinaryFloatingPoint>(_ value: inout T, _ gradient: T, _ slots: inout (T, T, T)) {
    let g = gradient + T(rule.weightDecay) * value
    slots.0 = T(rule.beta1) * slots.0 + T(1 - rule.beta1) * g
    slots.1 = T(rule.beta2) * slots.1 + T(1 - rule.beta2) * g * g
    slots.2 = slots.2 < slots.1 ? slots.1 : slots.2
    let deviation =
      slots.2.squareRoot() * T(1 / rule.correction2.squareRoot()) + T(rule.epsilon)
    value =
      value * T(1 - rule.rate * rule.decoupledDecay)
      - T(rule.rate / rule.correction1) * slots.0 / deviation
  }

  var onDevice: DeviceRule? {
    DeviceRule(
      .amsgrad,
      [
        rule.beta1, 1 - rule.beta1, rule.beta2, 1 - rule.beta2, rule.weightDecay,
        1 / rule.correction2.squareRoot(), rule.epsilon, 1 - rule.rate * rule.decoupledDecay,
        rule.rate / rule.correction1,
      ])
  }
}
