import Foundation
import ParlanceArrays
import ParlanceAutograd

/// Averaged stochastic gradient descent: θ ← θ (1 − λ₀ ηₜ) − ηₜ g, a ← a + μₜ (θ − a).
///
/// ηₜ = η / (1 + λ₀ η (t − 1))^α, μₜ = 1 / max(1, t − 1 − t₀): from step t₀ + 2 on, a is the mean of the
/// values since. Evaluate with it through `Optimizer.withAverages`. Weight decay adds λ θ to g. ηₜ and μₜ
/// are single-precision numbers, as PyTorch's are by default. Polyak and Juditsky, 1992.
public struct ASGD: AveragingRule {
  public let learningRate: Double
  public let weightDecay: Double
  public let averageSlot = "average"
  private let shrinking: Double
  private let power: Double
  private let start: Double

  /// Creates the rule: `shrinking` is λ₀, `power` α and `start` t₀.
  public init(
    learningRate: Double = 0.01, shrinking: Double = 1e-4, power: Double = 0.75,
    start: Double = 1e6, weightDecay: Double = 0
  ) {
    self.learningRate = learningRate
    self.shrinking = shrinking
    self.power = power
    self.start = start
    self.weightDecay = weightDecay
  }

  public func initialState(for value: NDArray) -> [(name: String, array: NDArray)] {
    [("average", NDArray(zerosLike: value))]
  }

  public func update(
    _ value: inout NDArray, gradient: Gradient, state: inout [NDArray], settings: StepSettings
  ) {
    let before = Double(settings.step - 1)
    let rate = settings.learningRate
    // Both are numbers of single precision, as PyTorch keeps them.
    AveragingUpdate(
      rate: Double(Float(rate / pow(1 + shrinking * rate * before, power))), shrinking: shrinking,
      share: Double(Float(1 / max(1, before - start))), weightDecay: settings.weightDecay
    ).apply(&value, gradient, &state)
  }
}

/// A step of gradient descent, and the slot's move towards the new value by a share of the way.
struct AveragingUpdate: ElementUpdate {
  let rate, shrinking, share, weightDecay: Double

  func update<T: BinaryFloatingPoint>(_ value: inout T, _ gradient: T, _ slots: inout (T, T, T)) {
    let g = gradient + T(weightDecay) * value
    value = value * T(1 - shrinking * rate) - T(rate) * g
    slots.0 = share == 1 ? value : slots.0 + T(share) * (value - slots.0)
  }

  var onDevice: DeviceRule? {
    DeviceRule(.averaging, [rate, 1 - shrinking * rate, share, weightDecay])
  }
}
