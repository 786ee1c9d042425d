import ParlanceArrays
import ParlanceAutograd
import ParlanceSystem

/// A stack of recurrent layers, each over the outputs of the one below: [B, T, D] → [B, T, H].
///
/// ```swift
/// let encoder = Recurrent(
///   .lstm, inputSize: 100, hiddenSize: 128, layerCount: 2, bidirectional: .concatenated,
///   dropout: Dropout(0.5), using: &generator)
/// let (outputs, state) = encoder(x, lengths: [7, 3, 5])
/// ```
public final class Recurrent: SequenceLayer {
  /// The layers, from the input up.
  public let layers: [any SequenceLayer]
  /// Applied to the outputs of each layer but the last.
  public let dropout: Dropout

  public var stateCount: Int { layers.reduce(0) { $0 + $1.stateCount } }

  /// The width of the last layer's outputs.
  public var outputSize: Int { layers.last?.outputSize ?? 0 }

  /// Creates a stack of given layers; each has an index of its own in its parameters' names.
  public init(layers: [any SequenceLayer], dropout: Dropout = Dropout(0)) {
    self.layers = layers
    self.dropout = dropout
  }

  /// Creates a stack of equally wide layers.
  ///
  /// - `bidirectional`: how the outputs of two directions become one; nil for one direction.
  /// - `dropout`: between the layers.
  /// - `initializer`: by default PyTorch's, with biases of zero.
  public convenience init(
    _ cell: RecurrentCell, inputSize: Int, hiddenSize: Int, layerCount: Int = 1,
    bidirectional: Bidirectional.Merge? = nil, options: RecurrentOptions = RecurrentOptions(),
    dropout: Dropout = Dropout(0), initializer: RecurrentInitializer = RecurrentInitializer(),
    using generator: inout RandomGenerator
  ) {
    self.init(
      cell, inputSize: inputSize,
      hiddenSizes: [Int](repeating: hiddenSize, count: layerCount), bidirectional: bidirectional,
      options: options, dropout: dropout, initializer: initializer, using: &generator)
  }

  /// Creates a stack with a width for each layer.
  public convenience init(
    _ cell: RecurrentCell, inputSize: Int, hiddenSizes: [Int],
    bidirectional: Bidirectional.Merge? = nil, options: RecurrentOptions = RecurrentOptions(),
    dropout: Dropout = Dropout(0), initializer: RecurrentInitializer = RecurrentInitializer(),
    using generator: inout RandomGenerator
  ) {
    var layers: [any SequenceLayer] = []
    for (index, size) in hiddenSizes.enumerated() {
      let inputs = layers.last?.outputSize ?? inputSize
      if let bidirectional {
        layers.append(
          Bidirectional(
            cell, inputs, size, index: index, merge: bidirectional, options: options,
            initializer: initializer, using: &generator))
      } else {
        layers.append(
          RecurrentLayer(
            cell, inputs, size, index: index, options: options, initializer: initializer,
            using: &generator))
      }
    }
    self.init(layers: layers, dropout: dropout)
  }

  /// The states of all layers before the first step of B sequences: zeros, or learned ones.
  public func initialStates(batchSize: Int) -> [RecurrentState] {
    layers.flatMap { $0.initialStates(batchSize: batchSize) }
  }

  /// Runs all layers: [B, T, D] → outputs of the last [B, T, H], and the states at the end.
  ///
  /// States stand in PyTorch's order; see `RecurrentState`.
  public func callAsFunction(
    _ x: Tensor, state: [RecurrentState]? = nil, lengths: [Int]? = nil, mode: Mode = .evaluation
  ) -> (outputs: Tensor, state: [RecurrentState]) {
    run(x, state: state, lengths: lengths, mode: mode)
  }

  public func run(
    _ x: Tensor, state: [RecurrentState]?, lengths: [Int]?, mode: Mode
  ) -> (outputs: Tensor, state: [RecurrentState]) {
    guard state.map({ $0.count == stateCount }) ?? true else {
      fatalError("Recurrent: expected \(stateCount) states, found \(state?.count ?? 0)")
    }
    let given = state ?? initialStates(batchSize: x.shape.first ?? 0)
    return run(given, mode) { layer, below, state, mode in
      layer.run(below ?? x, state: state, lengths: lengths, mode: mode)
    }
  }

  public func run(
    rows: Tensor, places: [Int32], batchSize: Int, state: [RecurrentState]?, lengths: [Int]?,
    mode: Mode
  ) -> (outputs: Tensor, state: [RecurrentState]) {
    run(state ?? initialStates(batchSize: batchSize), mode) { layer, below, state, mode in
      below.map { layer.run($0, state: state, lengths: lengths, mode: mode) }
        ?? layer.run(
          rows: rows, places: places, batchSize: batchSize, state: state, lengths: lengths,
          mode: mode)
    }
  }

  /// Runs each layer over the outputs of the one below: nil for the lowest.
  private func run(
    _ states: [RecurrentState], _ mode: Mode,
    _ run: (any SequenceLayer, Tensor?, [RecurrentState], Mode) -> (
      outputs: Tensor, state: [RecurrentState]
    )
  ) -> (outputs: Tensor, state: [RecurrentState]) {
    var given = states[...]
    var (below, after) = (Tensor?.none, [RecurrentState]())
    for (index, layer) in layers.enumerated() {
      let inputs = below.map { dropout($0, mode.part("dropout", index)) }
      let result = run(
        layer, inputs, Array(given.prefix(layer.stateCount)), mode.part("layer", index))
      given = given.dropFirst(layer.stateCount)
      below = result.outputs
      after += result.state
    }
    return (below!, after)
  }

  /// Runs one step of all layers: [B, D] and states → output [B, H] and the next states.
  public func step(
    _ x: Tensor, _ state: [RecurrentState], mode: Mode = .evaluation
  ) -> (output: Tensor, state: [RecurrentState]) {
    let result = self(x.reshaped([x.shape[0], 1, x.shape[1]]), state: state, mode: mode)
    return (result.outputs.reshaped([x.shape[0], outputSize]), result.state)
  }
}
