import ParlanceArrays
import ParlanceAutograd
import ParlanceDecoding
import ParlanceNN
import ParlanceSystem
import ParlanceText

/// The network of a neural language model: from the tokens read to hidden states, and from these, by
/// its output layer, to what may come next.
public protocol LanguageModelNetwork: Module {
  /// What it is made of.
  var architecture: LanguageModelArchitecture { get }
  /// From hidden states to probabilities.
  var decoder: any OutputLayer { get }
  /// How many tokens before a prediction the network itself looks at; 0 for one that has a state.
  var windowLength: Int { get }

  /// Reads B × T tokens: → what the decoder predicts from [B, T, H], and the states of its layers.
  ///
  /// - `history`: the last `windowLength` tokens, or more, read up to each place.
  func hidden(
    _ tokens: [Int32], history: TokenHistory, batchSize: Int, sequenceLength: Int,
    state: CarriedState?, lengths: [Int]?, mode: Mode
  ) -> (hidden: Tensor, state: CarriedState)
}

extension LanguageModelNetwork {
  /// How many of the last tokens are kept.
  var historyLength: Int { max(windowLength, decoder.historyLength) }

  /// Reads B × T tokens: → what predicts the token after each, and the state at the end.
  public func callAsFunction(
    _ tokens: [Int32], batchSize: Int, sequenceLength: Int, state: CarriedState? = nil,
    lengths: [Int]? = nil, mode: Mode = .evaluation
  ) -> (input: OutputInput, state: CarriedState) {
    let before = state?.history ?? .empty(rows: batchSize, length: historyLength)
    let (history, last) = before.reading(tokens, sequenceLength, lengths)
    var (hidden, next) = hidden(
      tokens, history: history, batchSize: batchSize, sequenceLength: sequenceLength,
      state: state, lengths: lengths, mode: mode)
    let input = OutputInput(
      hidden.reshaped([tokens.count, hidden.shape.last!]), history: history)
    next.history = last
    return (input, next)
  }

  /// Reads a batch.
  public func callAsFunction(
    _ batch: TokenBatch, state: CarriedState? = nil, mode: Mode = .evaluation
  ) -> (input: OutputInput, state: CarriedState) {
    self(
      batch.inputs, batchSize: batch.batchSize, sequenceLength: batch.sequenceLength,
      state: state, lengths: batch.lengths, mode: mode)
  }

  /// Reads a batch: → the loss that training minimises, and the state at the end.
  public func trainingLoss(
    _ batch: TokenBatch, state: CarriedState? = nil, mode: Mode
  ) -> (loss: Tensor, state: CarriedState) {
    let (input, next) = self(batch, state: state, mode: mode)
    let loss = decoder.trainingLoss(
      input, batch.targets, ignoring: Vocabulary.paddingID, mode: mode.part("decoder"))
    return (loss, next)
  }
}

extension TokenHistory {
  /// Of rows that have read nothing.
  static func empty(rows: Int, length: Int) -> TokenHistory {
    TokenHistory([Int32](repeating: none, count: rows * length), length: length)
  }

  /// Of rows that read T tokens each: after each token [B · T, length], and after the last [B, length].
  ///
  /// A row of a length below T ends there; what lies beyond is padding, and its history of no use.
  func reading(
    _ read: [Int32], _ steps: Int, _ lengths: [Int]?
  ) -> (each: TokenHistory, last: TokenHistory) {
    guard length > 0 else { return (self, self) }
    var each: [Int32] = []
    var last: [Int32] = []
    each.reserveCapacity(read.count * length)
    for row in 0..<tokens.count / length {
      var window = Array(tokens[row * length..<(row + 1) * length])
      var atEnd = window
      for step in 0..<steps {
        window.removeLast()
        window.insert(read[row * steps + step], at: 0)
        each += window
        if step + 1 == lengths?[row] ?? steps { atEnd = window }
      }
      last += atEnd
    }
    return (TokenHistory(each, length: length), TokenHistory(last, length: length))
  }
}
