import Foundation
import ParlanceArrays
import ParlanceAutograd

/// What Adam and AdamW share: two moments with their bias corrections.
struct AdamMoments {
  let beta1: Double
  let beta2: Double
  let epsilon: Double
  let isAMSGrad: Bool

  var slots: [String] { ["first", "second"] + (isAMSGrad ? ["greatest"] : []) }

  func update(
    _ value: inout NDArray, _ gradient: Gradient, _ slots: inout [NDArray],
    _ settings: StepSettings, isDecoupled: Bool
  ) {
    let rule = AdamRule(
      rate: settings.learningRate, beta1: beta1, beta2: beta2, epsilon: epsilon,
      weightDecay: isDecoupled ? 0 : settings.weightDecay,
      decoupledDecay: isDecoupled ? settings.weightDecay : 0,
      correction1: biasCorrection(beta1, settings.step),
      correction2: biasCorrection(beta2, settings.step))
    if isAMSGrad { return AMSGradUpdate(rule: rule).apply(&value, gradient, &slots) }
    var second = slots.removeLast()
    value.kernels.adamStep(
      rule, gradient: gradient.array(value.shape, value.elementType), first: &slots[0],
      second: &second, &value)
    slots.append(second)
  }
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
}
