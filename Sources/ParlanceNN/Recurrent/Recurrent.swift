import ParlanceArrays
import ParlanceAutograd

/// A stack of recurrent layers, each over the outputs of the one below: [B, T, D] → [B, T, H].
public final class Recurrent: Module {
  /// The layers, from the input up.
  public let layers: [RecurrentLayer]
  /// Applied to the outputs of each layer but the last.
  public let dropout: Dropout

  /// Creates a stack with weights as PyTorch draws them: uniform over ±1/√H.
  public init(
    _ cell: RecurrentCell, inputSize: Int, hiddenSize: Int, layerCount: Int = 1,
    dropout: Dropout = Dropout(0), initializer: Initializer? = nil,
    using generator: inout RandomGenerator
  ) {
    layers = (0..<layerCount).map {
      RecurrentLayer(
        cell, $0 == 0 ? inputSize : hiddenSize, hiddenSize, index: $0, initializer: initializer,
        using: &generator)
    }
    self.dropout = dropout
  }

  /// States of zeros for B sequences, one for each layer.
  public func zeroState(batchSize: Int) -> [RecurrentState] {
    layers.map { $0.zeroState(batchSize: batchSize) }
  }

  /// Runs all layers: [B, T, D] → outputs of the last [B, T, H], and each layer's state at the end.
  public func callAsFunction(
    _ x: Tensor, state: [RecurrentState]? = nil, lengths: [Int]? = nil, mode: Mode = .evaluation
  ) -> (outputs: Tensor, state: [RecurrentState]) {
    var outputs = x
    var states: [RecurrentState] = []
    for (index, layer) in layers.enumerated() {
      if index > 0 { outputs = dropout(outputs, mode.part(index)) }
      let result = layer(outputs, state: state?[index], lengths: lengths)
      outputs = result.outputs
      states.append(result.state)
    }
    return (outputs, states)
  }
}
