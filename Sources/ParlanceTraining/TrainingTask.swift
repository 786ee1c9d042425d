import ParlanceArrays
import ParlanceAutograd
import ParlanceNN
import ParlanceOptim

/// What a task gives the trainer: a model, its steps, and its score on validation data.
public protocol TrainingTask: AnyObject {
  /// The model.
  var module: any Module { get }
  /// Parameters with a learning rate or a weight decay of their own; none by default.
  var parameterGroups: [ParameterGroup] { get }
  /// Whether steps minimise the cross-entropy itself, so that e to their loss is a perplexity; true by
  /// default.
  var minimisesCrossEntropy: Bool { get }
  /// Prepares an epoch, counted from 0: its order, and nothing carried.
  func beginEpoch(_ epoch: Int)
  /// The number of steps of the epoch that was prepared.
  var stepCount: Int { get }
  /// Builds the graph of one step's loss.
  func loss(step: Int, mode: Mode) -> StepLoss
  /// Scores the model as it is on the validation data.
  func validate() throws -> Evaluation
  /// What is carried from one step to the next beside the parameters.
  var carried: [(name: String, array: NDArray)] { get }
  /// Takes back what was carried; throws `InputError` where it does not fit.
  func restore(carried arrays: [String: NDArray]) throws
  /// Saves the model as it is: called when validation has improved.
  func saveModel() throws
  /// Takes back the model that was saved last.
  func loadModel() throws
}

extension TrainingTask {
  public var parameterGroups: [ParameterGroup] { [] }
  public var minimisesCrossEntropy: Bool { true }
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

/// A model's cross-entropy on some data.
public struct Evaluation: Codable, Sendable, Equatable {
  /// Nats per token.
  public var crossEntropy: Double
  /// e to the cross-entropy.
  public var perplexity: Double
  /// Tokens, or texts, that were predicted.
  public var tokens: Int
  /// What says how good the model is where that is not the cross-entropy: accuracy, F1; greater is
  /// better.
  public var score: Double?
  /// Whether the cross-entropy decides all the same, and the score is only shown.
  public var lossDecides: Bool?

  /// Creates an evaluation from a sum of losses in nats.
  public init(
    totalLoss: Double, tokens: Int, score: Double? = nil, lossDecides: Bool = false
  ) {
    crossEntropy = tokens == 0 ? 0 : totalLoss / Double(tokens)
    perplexity = Double.exp(crossEntropy)
    self.tokens = tokens
    self.score = score
    self.lossDecides = lossDecides ? true : nil
  }

  /// What training lowers: the score's negative where that decides, else the cross-entropy.
  public var objective: Double {
    lossDecides == true ? crossEntropy : score.map { -$0 } ?? crossEntropy
  }

  /// Whether this is nearer to what training is for. A few texts often give the same score: then the
  /// lower cross-entropy is the better.
  func isBetter(than other: Evaluation) -> Bool {
    (objective, crossEntropy) < (other.objective, other.crossEntropy)
  }
}
