import ParlanceArrays
import ParlanceAutograd

/// RMSProp: s ← α s + (1 − α) g², θ ← θ − η g / (√s + ε).
///
/// The centred form divides by √(s − m²) + ε, m ← α m + (1 − α) g (Graves, 2013); with momentum, v ←
/// μ v + g / (√s + ε) and θ ← θ − η v. Weight decay adds λ θ to g. Tieleman and Hinton, 2012.
public struct RMSProp: UpdateRule {
  public let learningRate: Double
  public let weightDecay: Double
  private let alpha: Double
  private let epsilon: Double
  private let momentum: Double
  private let isCentred: Bool

  /// Creates the rule.
  public init(
    learningRate: Double = 0.01, alpha: Double = 0.99, epsilon: Double = 1e-8,
    weightDecay: Double = 0, momentum: Double = 0, centred: Bool = false
  ) {
    self.learningRate = learningRate
    self.alpha = alpha
    self.epsilon = epsilon
    self.weightDecay = weightDecay
    self.momentum = momentum
    isCentred = centred
  }

  public func initialState(for value: NDArray) -> [(name: String, array: NDArray)] {
    let names = ["squares"] + (isCentred ? ["mean"] : []) + (momentum > 0 ? ["velocity"] : [])
    return names.map { ($0, NDArray(zerosLike: value)) }
  }

  public func update(
    _ value: inout NDArray, gradient: Gradient, state: inout [NDArray], settings: StepSettings
  ) {
    RMSPropUpdate(
      rate: settings.learningRate, alpha: alpha, epsilon: epsilon,
      weightDecay: settings.weightDecay, momentum: momentum, isCentred: isCentred
    ).apply(&value, gradient, &state)
  }
}

private struct RMSPropUpdate: ElementUpdate {
  let rate, alpha, epsilon, weightDecay, momentum: Double
  let isCentred: Bool

  func update<T: BinaryFloatingPoint>(_ value: inout T, _ gradient: T, _ slots: inout (T, T, T)) {
    let g = gradient + T(weightDecay) * value
    slots.0 = T(alpha) * slots.0 + T(1 - alpha) * g * g
    var variance = slots.0
    if isCentred {
      slots.1 += T(1 - alpha) * (g - slots.1)
      variance -= slots.1 * slots.1
    }
    let step = g / (variance.squareRoot() + T(epsilon))
    if momentum == 0 {
      value -= T(rate) * step
    } else if isCentred {
      slots.2 = T(momentum) * slots.2 + step
      value -= T(rate) * slots.2
    } else {
      slots.1 = T(momentum) * slots.1 + step
      value -= T(rate) * slots.1
    }
  }

  var onDevice: DeviceRule? {
    DeviceRule(
      .rmsprop, [rate, alpha, 1 - alpha, epsilon, weightDecay, momentum, isCentred ? 1 : 0])
  }
}
