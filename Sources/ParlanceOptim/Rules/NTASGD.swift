import ParlanceArrays
import ParlanceAutograd
import ParlanceSystem

/// Non-monotonically triggered ASGD: gradient descent at a constant rate until validation stops
/// improving, and the average of all values from then on.
///
/// A check triggers the averaging when its loss is above the least of all before it but the last n:
/// vₜ > min(v₀ … vₜ₋ₙ₋₁). From the next step on, the average is the mean of the values after each step;
/// call `Optimizer.didValidate` after each check, and evaluate through `withAverages`. Weight decay
/// adds λ θ to g. Merity, Keskar and Socher, *Regularizing and Optimizing LSTM Language Models*, 2018,
/// algorithm 1.
public struct NTASGD: AveragingRule {
  public let learningRate: Double
  public let weightDecay: Double
  /// The second is how many values the average is the mean of, one number.
  public let averageSlot = "average"
  private let patience: Int

  /// Creates the rule; `patience` is n.
  public init(learningRate: Double, patience: Int = 5, weightDecay: Double = 0) {
    self.learningRate = learningRate
    self.patience = patience
    self.weightDecay = weightDecay
  }

  public func isAveraging(after losses: [Double]) -> Bool {
    guard let last = losses.last, let best = losses.dropLast(1 + patience).min() else {
      return false
    }
    return last > best
  }

  public func initialState(for value: NDArray) -> [(name: String, array: NDArray)] {
    // The second is how many values the average is the mean of.
    [("average", NDArray(zerosLike: value)), ("averaged", NDArray(scalar: 0, .float64))]
  }

  public func update(
    _ value: inout NDArray, gradient: Gradient, state: inout [NDArray], settings: StepSettings
  ) {
    let averaged = state[1].item + (settings.isAveraging ? 1 : 0)
    state[1][flat: 0] = averaged
    // Until the trigger, the average is the value itself.
    AveragingUpdate(
      rate: settings.learningRate, shrinking: 0, share: 1 / max(averaged, 1),
      weightDecay: settings.weightDecay
    ).apply(&value, gradient, &state, slotCount: 1)
  }
}
