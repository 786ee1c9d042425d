import Foundation
import ParlanceArrays
import ParlanceAutograd

/// Adam whose rate is rectified by the variance of its second moment: θ ← θ − η r m̂ / (√v̂ + ε̂) where
/// enough steps are known (ρₜ > 5), θ ← θ − η m̂ before.
///
/// ρ∞ = 2 / (1 − β₂) − 1, ρₜ = ρ∞ − 2 t β₂ᵗ / (1 − β₂ᵗ), r² = (ρₜ − 4)(ρₜ − 2) ρ∞ / ((ρ∞ − 4)(ρ∞ − 2)
/// ρₜ). Weight decay adds λ θ to g, or if decoupled, shrinks θ by η λ θ first. As PyTorch has it, ε is
/// added to √v before its correction. Liu et al., 2020.
public struct RAdam: UpdateRule {
  public let learningRate: Double
  public let weightDecay: Double
  private let beta1: Double
  private let beta2: Double
  private let epsilon: Double
  private let isDecoupled: Bool

  /// Creates the rule.
  public init(
    learningRate: Double = 1e-3, beta1: Double = 0.9, beta2: Double = 0.999,
    epsilon: Double = 1e-8, weightDecay: Double = 0, decoupledDecay: Bool = false
  ) {
    self.learningRate = learningRate
    self.beta1 = beta1
    self.beta2 = beta2
    self.epsilon = epsilon
    self.weightDecay = weightDecay
    isDecoupled = decoupledDecay
  }

  public func initialState(for value: NDArray) -> [(name: String, array: NDArray)] {
    [("first", NDArray(zerosLike: value)), ("second", NDArray(zerosLike: value))]
  }

  public func update(
    _ value: inout NDArray, gradient: Gradient, state: inout [NDArray], settings: StepSettings
  ) {
    let (correction1, correction2) = (
      biasCorrection(beta1, settings.step), biasCorrection(beta2, settings.step)
    )
    let longest = 2 / (1 - beta2) - 1
    let length = longest - 2 * Double(settings.step) * (1 - correction2) / correction2
    let isRectified = length > 5
    let rectification =
      (length - 4) * (length - 2) * longest / ((longest - 4) * (longest - 2) * length)
    let rate = settings.learningRate / correction1
    RAdamUpdate(
      rate: isRectified ? rate * (rectification * correction2).squareRoot() : rate,
      isRectified: isRectified, beta1: beta1, beta2: beta2, epsilon: epsilon,
      weightDecay: isDecoupled ? 0 : settings.weightDecay,
      keep: isDecoupled ? 1 - settings.learningRate * settings.weightDecay : 1
    ).apply(&value, gradient, &state)
  }
}

private struct RAdamUpdate: ElementUpdate {
  let rate: Double
  let isRectified: Bool
  let beta1, beta2, epsilon, weightDecay, keep: Double

  func update<T: BinaryFloatingPoint>(_ value: inout T, _ gradient: T, _ slots: inout (T, T, T)) {
    let g = gradient + T(weightDecay) * value
    slots.0 += T(1 - beta1) * (g - slots.0)
    slots.1 = T(beta2) * slots.1 + T(1 - beta2) * g * g
    let step = isRectified ? slots.0 / (slots.1.squareRoot() + T(epsilon)) : slots.0
    value = T(keep) * value - T(rate) * step
  }

  var onDevice: DeviceRule? {
    DeviceRule(
      .radam,
      [rate, isRectified ? 1 : 0, 1 - beta1, beta2, 1 - beta2, epsilon, weightDecay, keep])
  }
}
