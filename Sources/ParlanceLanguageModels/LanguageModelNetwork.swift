import ParlanceArrays
import ParlanceAutograd
import ParlanceNN
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
    state: [RecurrentState]?, lengths: [Int]?, mode: Mode
  ) -> (hidden: Tensor, state: [RecurrentState])
}

/// What a network knows of the tokens that each row of a batch has read.
public struct NetworkState {
  /// The states of its recurrent layers; none for a window.
  public var layers: [RecurrentState]
  /// The last tokens of each row.
  public var history: TokenHistory

  /// The same numbers without their graphs.
  public var detached: NetworkState {
    NetworkState(layers: layers.map(\.detached), history: history)
  }
}

extension LanguageModelNetwork {
  /// How many of the last tokens are kept.
  var historyLength: Int { max(windowLength, decoder.historyLength) }

  /// Reads B × T tokens: → what predicts the token after each, and the state at the end.
  public func callAsFunction(
    _ tokens: [Int32], batchSize: Int, sequenceLength: Int, state: NetworkState? = nil,
    lengths: [Int]? = nil, mode: Mode = .evaluation
  ) -> (input: OutputInput, state: NetworkState) {
    let before = state?.history ?? .empty(rows: batchSize, length: historyLength)
    let (history, last) = before.reading(tokens, sequenceLength, lengths)
    let (hidden, layers) = hidden(
      tokens, history: history, batchSize: batchSize, sequenceLength: sequenceLength,
      state: state?.layers, lengths: lengths, mode: mode)
    let input = OutputInput(
      hidden.reshaped([tokens.count, hidden.shape.last!]), history: history)
    return (input, NetworkState(layers: layers, history: last))
  }

  /// Reads a batch.
  public func callAsFunction(
    _ batch: TokenBatch, state: NetworkState? = nil, mode: Mode = .evaluation
  ) -> (input: OutputInput, state: NetworkState) {
    self(
      batch.inputs, batchSize: batch.batchSize, sequenceLength: batch.sequenceLength,
      state: state, lengths: batch.lengths, mode: mode)
  }

  /// Reads a batch: → the loss that training minimises, and the state at the end.
  public func trainingLoss(
    _ batch: TokenBatch, state: NetworkState? = nil, mode: Mode
  ) -> (loss: Tensor, state: NetworkState) {
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

extension NetworkState {
  /// The state's arrays by name, for a checkpoint.
  var arrays: [(name: String, array: NDArray)] {
    let layers = layers.enumerated().flatMap { index, state in
      [("hidden_l\(index)", state.hidden.array)]
        + (state.cell.map { [("cell_l\(index)", $0.array)] } ?? [])
    }
    guard history.length > 0 else { return layers }
    // Ids are below 2^26; a float32 holds those below 2^24 exactly, a float64 all.
    let rows = history.tokens.count / history.length
    let tokens = NDArray(float64: history.tokens.map { Double($0) }, shape: [rows, history.length])
    return layers + [("history", tokens)]
  }

  /// The state of B rows from the arrays of a checkpoint.
  ///
  /// - Throws: `InputError` that names what does not fit.
  init(
    _ arrays: [String: NDArray], rows: Int, of network: some LanguageModelNetwork
  ) throws {
    func array(_ name: String, _ shape: [Int]) throws -> NDArray {
      guard let array = arrays[name], array.shape == shape else {
        throw InputError(
          .badData,
          "checkpoint: carried.\(name) should have shape \(shape), found "
            + (arrays[name].map { "\($0.shape)" } ?? "none"))
      }
      return array
    }
    let made = network.architecture
    let shape = [rows, made.hiddenSize]
    let layerCount = made.network == .recurrent ? made.layers : 0
    layers = try (0..<layerCount).map { layer in
      RecurrentState(
        hidden: Tensor(try array("hidden_l\(layer)", shape)),
        cell: made.cell == .lstm ? Tensor(try array("cell_l\(layer)", shape)) : nil)
    }
    let length = network.historyLength
    history = .empty(rows: rows, length: length)
    if length > 0 {
      let tokens = try array("history", [rows, length]).doubles
      guard let ids = Self.ids(tokens, below: made.vocabularySize) else {
        throw InputError(.badData, "checkpoint: carried.history holds what is no token")
      }
      history = TokenHistory(ids, length: length)
    }
  }

  private static func ids(_ numbers: [Double], below size: Int) -> [Int32]? {
    let ids = numbers.compactMap { Int32(exactly: $0) }
    let isWhole = ids.count == numbers.count
    return isWhole && ids.allSatisfy { (-1..<Int32(size)).contains($0) } ? ids : nil
  }
}
