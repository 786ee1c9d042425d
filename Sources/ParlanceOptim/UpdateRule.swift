import ParlanceArrays
import ParlanceAutograd

/// How a parameter's values change by its gradient: an immutable value of two functions.
///
/// They say what is remembered of a parameter at first, and how one step changes the values and what is
/// remembered. An `Optimizer` does all else, which is the same for every rule.
public protocol UpdateRule: Sendable {
  /// η that training begins with.
  var learningRate: Double { get }
  /// λ of the weight decay; 0 for rules that have none.
  var weightDecay: Double { get }
  /// The arrays that are remembered of a parameter, as they are before its first step; their names and
  /// their number are the same for all parameters.
  func initialState(for value: NDArray) -> [(name: String, array: NDArray)]
  /// Changes one parameter's values by its gradient, and the arrays of its state; both where they lie.
  func update(
    _ value: inout NDArray, gradient: Gradient, state: inout [NDArray], settings: StepSettings)
}

extension UpdateRule {
  public var weightDecay: Double { 0 }

  public func initialState(for value: NDArray) -> [(name: String, array: NDArray)] { [] }

  /// The names of the arrays that are remembered of each parameter.
  public var slots: [String] { initialState(for: NDArray(zeros: [0])).map(\.name) }
}

/// A rule that remembers an average of each parameter's values, to evaluate with: see
/// `Optimizer.withAverages`.
public protocol AveragingRule: UpdateRule {
  /// The name of the average in the state.
  var averageSlot: String { get }
  /// Whether averaging begins after checks on validation data with these losses, none of them before
  /// the first check; at the beginning by default. Once begun, it goes on.
  func isAveraging(after losses: [Double]) -> Bool
}

extension AveragingRule {
  public func isAveraging(after losses: [Double]) -> Bool { true }
}

/// The numbers of one step of one parameter.
public struct StepSettings: Sendable {
  /// How often this parameter has been updated, this time included.
  public let step: Int
  /// η: the optimizer's, or the parameter's group's.
  public let learningRate: Double
  /// λ: the rule's, or the parameter's group's.
  public let weightDecay: Double
  /// Whether an averaging rule's averaging has begun.
  public let isAveraging: Bool

  /// Creates settings.
  public init(step: Int, learningRate: Double, weightDecay: Double, isAveraging: Bool = false) {
    self.step = step
    self.learningRate = learningRate
    self.weightDecay = weightDecay
    self.isAveraging = isAveraging
  }
}
