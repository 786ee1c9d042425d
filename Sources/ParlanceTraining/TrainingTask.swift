import ParlanceArrays
import ParlanceAutograd
import ParlanceDistributed
import ParlanceNN
import ParlanceOptim
import ParlanceSystem

/// What a task alone knows of its training: a model, its steps, and its score on validation data.
///
/// The trainer does all else: it saves, takes back and keeps the best of what `module` holds. How a step
/// changes the model is that of a `LossTask` or of an `UpdatingTask`.
public protocol TrainingTask: AnyObject {
  /// The model, changed where it lies.
  var module: any Module { get }
  /// The file of the run's folder that holds the best of the model; by default its weights, which are
  /// part of the stored model.
  var bestFile: String { get }
  /// Whether steps minimise the cross-entropy itself, so that e to their loss is a perplexity; true by
  /// default.
  var minimisesCrossEntropy: Bool { get }
  /// Whether the last epoch's model counts, since there is nothing to validate by; false by default.
  var keepsLast: Bool { get }
  /// Of how many last epochs the mean of the parameters is scored and kept in their place; 1 by default.
  var averagedEpochs: Int { get }
  /// Prepares an epoch, counted from 0: its order, and nothing carried.
  func beginEpoch(_ epoch: Int)
  /// The number of steps of the epoch that was prepared.
  var stepCount: Int { get }
  /// The rows of one step's batch: what several processes share.
  func rowCount(step: Int) -> Int
  /// Scores the model as it is on the validation data, of which several ranks may each read a share: all
  /// call this, and rank 0's score counts.
  ///
  /// Where a stop is asked for on the way, all functions of the ranks are called none the less.
  func validate(ranks: any Communicator) throws -> Evaluation
  /// What is carried from one step to the next beside the model, with a row for each of the batch's rows
  /// that are read here; nothing by default.
  var carried: [(name: String, array: NDArray)] { get }
  /// Takes back these rows of what was carried of all; throws `InputError` where it does not fit.
  func restore(carried arrays: [String: NDArray], rows: Range<Int>) throws
}

/// A task whose steps are losses: the trainer takes their gradients, and the rule of its configuration
/// changes the parameters.
public protocol LossTask: TrainingTask {
  /// Parameters with a learning rate or a weight decay of their own; none by default.
  var parameterGroups: [ParameterGroup] { get }
  /// Builds the graph of the loss of some rows of one step's batch, one at least.
  ///
  /// They are padded as in the whole batch, and masks are those of their places in it: `mode` says where
  /// they begin.
  func loss(step: Int, rows: Range<Int>, mode: Mode) -> StepLoss
}

/// A task whose steps change the model themselves.
///
/// For models of which an example touches a few rows and nothing else, so that a graph for each would cost
/// far more than its arithmetic: word vectors, and what is made of them. What a rule would remember, the
/// task carries. One rank only.
public protocol UpdatingTask: TrainingTask {
  /// Changes the model by one step's examples.
  ///
  /// - `rate`: the learning rate after the schedule.
  /// - `key`: of this step's random numbers.
  /// - Returns: the mean loss before the changes; NaN or Inf in it sends training back to a checkpoint.
  func update(step: Int, rate: Double, key: RandomKey) -> StepTotals
}

extension UpdatingTask {
  public func rowCount(step: Int) -> Int { 1 }
}

extension LossTask {
  public var parameterGroups: [ParameterGroup] { [] }

  /// Builds the graph of one step's loss over all rows of its batch.
  public func loss(step: Int, mode: Mode) -> StepLoss {
    loss(step: step, rows: 0..<rowCount(step: step), mode: mode)
  }
}

extension TrainingTask {
  /// Scores the model as it is on the validation data.
  public func validate() throws -> Evaluation { try validate(ranks: Alone()) }

  public var bestFile: String { ModelFile.weightsName }
  public var minimisesCrossEntropy: Bool { true }
  public var keepsLast: Bool { false }
  public var averagedEpochs: Int { 1 }
  public var carried: [(name: String, array: NDArray)] { [] }
  public func restore(carried arrays: [String: NDArray], rows: Range<Int>) throws {}
}

/// One step's loss: the mean over its tokens or its texts, and how many these are.
public struct StepLoss {
  /// The mean loss in nats: a scalar.
  public let loss: Tensor
  /// The tokens that were read.
  public let tokens: Int
  /// The texts that the loss is the mean of; nil where it is the mean of the tokens.
  public let texts: Int?

  /// Creates a step's loss.
  public init(loss: Tensor, tokens: Int, texts: Int? = nil) {
    (self.loss, self.tokens, self.texts) = (loss, tokens, texts)
  }

  /// What the loss is the mean of: texts or tokens.
  var count: Int { texts ?? tokens }
}
