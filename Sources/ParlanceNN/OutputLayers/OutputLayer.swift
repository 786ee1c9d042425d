import ParlanceArrays
import ParlanceAutograd

/// The last layer of a language model: from hidden states to probabilities of V tokens.
///
/// What is minimised in training may be an estimate that spares most of the V outputs; evaluation is
/// exact with every layer.
public protocol OutputLayer: Module {
  /// V.
  var outputSize: Int { get }

  /// How many of the tokens before a prediction the layer looks at itself; 0 for most.
  var historyLength: Int { get }

  /// What training minimises, the mean over the targets that are not `ignoring`: → [].
  func trainingLoss(
    _ input: OutputInput, _ targets: [Int32], ignoring: Int32, mode: Mode
  ) -> Tensor

  /// The exact natural log-probabilities of all tokens: → [N, V].
  func logProbabilities(_ input: OutputInput) -> Tensor

  /// The exact cross-entropies of the targets in nats, 0 for `ignoring`: N targets → [N].
  func losses(_ input: OutputInput, _ targets: [Int32], ignoring: Int32) -> NDArray
}

extension OutputLayer {
  public var historyLength: Int { 0 }
}

/// What an output layer predicts N tokens from.
public struct OutputInput {
  /// The hidden states: [N, H].
  public let hidden: Tensor
  /// The tokens before each prediction.
  public let history: TokenHistory

  /// Creates an input; layers without a history need none.
  public init(_ hidden: Tensor, history: TokenHistory = TokenHistory([], length: 0)) {
    self.hidden = hidden
    self.history = history
  }
}

/// The last tokens before each of N predictions.
public struct TokenHistory: Sendable, Equatable {
  /// What stands where there is no token: before the text.
  public static let none: Int32 = -1
  /// The tokens of each prediction, the nearest first: [N, length].
  public let tokens: [Int32]
  /// How many there are of each prediction.
  public let length: Int

  /// Creates a history.
  public init(_ tokens: [Int32], length: Int) {
    self.tokens = tokens
    self.length = length
  }
}
