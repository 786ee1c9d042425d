import ParlanceArrays
import ParlanceAutograd

/// Adagrad: s ← s + g², θ ← θ − ηₜ g / (√s + ε), ηₜ = η / (1 + (t − 1) · rate decay).
///
/// Weight decay adds λ θ to g; without it, only a table's rows that have a gradient are touched.
/// Duchi, Hazan and Singer, 2011.
public struct Adagrad: UpdateRule {
  public let learningRate: Double
  public let weightDecay: Double
  private let rateDecay: Double
  private let initialSquares: Double
  private let epsilon: Double

  /// Creates the rule; `initialSquares` is what s begins with.
  public init(
    learningRate: Double = 0.01, rateDecay: Double = 0, weightDecay: Double = 0,
    initialSquares: Double = 0, epsilon: Double = 1e-10
  ) {
    self.learningRate = learningRate
    self.rateDecay = rateDecay
    self.weightDecay = weightDecay
    self.initialSquares = initialSquares
    self.epsilon = epsilon
  }

  public func initialState(for value: NDArray) -> [(name: String, array: NDArray)] {
    [("squares", NDArray(repeating: initialSquares, shape: value.shape, like: value))]
  }

  public func update(
    _ value: inout NDArray, gradient: Gradient, state: inout [NDArray], settings: StepSettings
  ) {
    let rate = settings.learningRate / (1 + Double(settings.step - 1) * rateDecay)
    let rule = AdagradUpdate(rate: rate, epsilon: epsilon, weightDecay: settings.weightDecay)
    settings.weightDecay == 0
      ? rule.applyToRows(&value, gradient, &state) : rule.apply(&value, gradient, &state)
  }
}

private struct AdagradUpdate: ElementUpdate {
  let rate, epsilon, weightDecay: Double

  func update<T: BinaryFloatingPoint>(_ value: inout T, _ gradient: T, _ slots: inout (T, T, T)) {
    let g = gradient + T(weightDecay) * value
    slots.0 += g * g
    value -= T(rate) * g / (slots.0.squareRoot() + T(epsilon))
  }

  var onDevice: DeviceRule? {
    DeviceRule(.adagrad, [rate, epsilon, weightDecay])
  }
}
