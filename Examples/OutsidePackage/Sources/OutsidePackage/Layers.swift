import Parlance

/// Every layer of the library that has parameters.
func layerChecks() -> [LayerCheck] {
  var generator = RandomGenerator(seed: 1)
  return lookups(&generator) + plainLayers(&generator) + recurrentLayers(&generator)
    + recurrentOptions(&generator)
}

private func lookups(_ generator: inout RandomGenerator) -> [LayerCheck] {
  let ids: [Int32] = [1, 0, 3, 1, 2, 2]
  let embedding = Embedding(4, 3, using: &generator)
  let bag = EmbeddingBag(4, 3, using: &generator)
  return [
    LayerCheck("Embedding", embedding, [2, 3, 3]) { $0 + embedding(ids, shape: [2, 3]) },
    LayerCheck("EmbeddingBag", bag, [2, 3]) { $0 + bag(ids, lengths: [4, 2]) },
  ]
}

private func plainLayers(_ generator: inout RandomGenerator) -> [LayerCheck] {
  let linear = Linear(3, 2, using: &generator)
  let tied = Linear(tiedTo: Parameter(NDArray(zeros: [4, 3])))
  let bilinear = Bilinear(3, 3, 2, using: &generator)
  let convolution = Conv1d(3, 4, kernelSize: 2, using: &generator)
  let layerNorm = LayerNorm(3)
  let groupNorm = GroupNorm(groups: 2, channels: 4)
  let rmsNorm = RMSNorm(3)
  let highway = Highway(3, activation: .tanh, using: &generator)
  let attention = MultiHeadAttention(4, headCount: 2, using: &generator)
  let network = Sequential(
    Linear(3, 3, using: &generator), Function(.tanh),
    Residual(Linear(3, 3, using: &generator)), Dropout(0.5))
  return [
    LayerCheck("Linear", linear, [2, 3]) { linear($0) },
    LayerCheck("Linear, tied", tied, [2, 3]) { tied($0) },
    LayerCheck("Bilinear", bilinear, [2, 3]) { bilinear($0, $0) },
    LayerCheck("Conv1d", convolution, [2, 5, 3]) { convolution($0) },
    LayerCheck("LayerNorm", layerNorm, [2, 3]) { layerNorm($0) },
    LayerCheck("GroupNorm", groupNorm, [2, 4, 3]) { groupNorm($0) },
    LayerCheck("RMSNorm", rmsNorm, [2, 3]) { rmsNorm($0) },
    LayerCheck("Highway", highway, [2, 3]) { highway($0) },
    LayerCheck("MultiHeadAttention", attention, [2, 3, 4]) { attention($0) },
    LayerCheck("Sequential, Residual", network, [2, 3]) { network($0) },
  ]
}

/// Every recurrent cell, in stacks of two, in both directions and with lengths.
private func recurrentLayers(_ generator: inout RandomGenerator) -> [LayerCheck] {
  var checks: [LayerCheck] = []
  for cell in RecurrentCell.allCases {
    for merge in [nil, Bidirectional.Merge.concatenated, .summed] {
      let stack = Recurrent(
        cell, inputSize: 3, hiddenSize: 2, layerCount: 2, bidirectional: merge,
        using: &generator)
      let name = "Recurrent \(cell), \(merge.map { "both directions \($0)" } ?? "one direction")"
      checks.append(
        LayerCheck(name, stack, [2, 4, 3]) { x in
          let result = stack(x, lengths: [4, 2])
          return [result.outputs] + result.state.map(\.hidden)
            + result.state.compactMap(\.cell)
        })
    }
  }
  return checks
}

/// An LSTM with each of its options.
private func recurrentOptions(_ generator: inout RandomGenerator) -> [LayerCheck] {
  let options: [(String, RecurrentOptions)] = [
    ("peepholes", RecurrentOptions(hasPeepholes: true)),
    ("coupled gates", RecurrentOptions(couplesGates: true)),
    ("projection", RecurrentOptions(projectionSize: 2)),
    ("layer norm", RecurrentOptions(hasLayerNorm: true)),
    ("learned first state", RecurrentOptions(learnsInitialState: true)),
  ]
  return options.map { name, options in
    let layer = RecurrentLayer(.lstm, 3, 4, options: options, using: &generator)
    return LayerCheck("LSTM, \(name)", layer, [2, 4, 3]) { layer($0, lengths: [3, 4]).outputs }
  }
}
