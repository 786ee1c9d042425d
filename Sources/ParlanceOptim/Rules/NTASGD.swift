import ParlanceArrays
import ParlanceAutograd
import ParlanceSystem

/// Non-monotonically triggered ASGD: gradient descent at a constant rate until validation stops
/// improving, and the average of all values from then on.
///
/// A check triggers the averaging when its loss is above the least of all before it but the last n:
/// vₜ > min(v₀ … vₜ₋ₙ₋₁). From the next step on, the average is the mean of the values after each step;
/// evaluate with it through `withAverages`. Call `didValidate` after each check. Weight decay adds λ θ
/// to g. Merity, Keskar and Socher, *Regularizing and Optimizing LSTM Language Models*, 2018,
/// algorithm 1.
public final class NTASGD: UpdateRule {
  public var learningRate: Double
  public var memory = RuleMemory()
  public let weightDecay: Double
  /// The second is how many values the average is the mean of, one number.
  public let slots = ["average", "averaged"]
  /// Whether the averaging has begun.
  public private(set) var isAveraging = false
  private let patience: Int
  private var losses: [Double] = []

  /// Creates the rule; `patience` is n.
  public init(learningRate: Double, patience: Int = 5, weightDecay: Double = 0) {
    self.learningRate = learningRate
    self.patience = patience
    self.weightDecay = weightDecay
  }

  public var averageSlot: String? { isAveraging ? "average" : nil }

  public func initialState(of slot: String, for value: NDArray) -> NDArray {
    slot == "averaged"
      ? NDArray(scalar: 0, .float64) : NDArray(zeros: value.shape, value.elementType)
  }

  public func update(
    _ value: inout NDArray, gradient: Gradient, slots: inout [NDArray], settings: StepSettings
  ) {
    let averaged = slots[1].item + (isAveraging ? 1 : 0)
    slots[1][flat: 0] = averaged
    // Until the trigger, the average is the value itself.
    AveragingUpdate(
      rate: settings.learningRate, shrinking: 0, share: 1 / max(averaged, 1),
      weightDecay: settings.weightDecay
    ).apply(&value, gradient, &slots, slotCount: 1)
  }

  public func didValidate(loss: Double) {
    if let best = losses.dropLast(patience).min(), loss > best { isAveraging = true }
    losses.append(loss)
  }

  public var ownState: [(name: String, array: NDArray)] {
    if losses.isEmpty { return [] }
    return [
      ("losses", NDArray(float64: losses)),
      ("averaging", NDArray(scalar: isAveraging ? 1 : 0, .float64)),
    ]
  }

  public func load(ownState: [String: NDArray]) throws {
    // A state of nothing is a beginning.
    let losses = ownState["losses"] ?? NDArray(float64: [])
    let averaging = ownState["averaging"] ?? NDArray(scalar: 0, .float64)
    if let other = ownState.keys.filter({ $0 != "losses" && $0 != "averaging" }).min() {
      throw InputError(.badData, "update rule: \(other): expected only losses, averaging")
    }
    guard losses.rank == 1, averaging.count == 1, averaging.item == 0 || averaging.item == 1 else {
      throw InputError(
        .badData,
        "update rule: losses, averaging: expected a list, and 0 or 1, found shapes "
          + "\(losses.shape) and \(averaging.shape)")
    }
    self.losses = losses.doubles
    isAveraging = averaging.item == 1
  }
}
