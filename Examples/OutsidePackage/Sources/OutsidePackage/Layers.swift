import Parlance

/// Every layer of the library.
func layerChecks() -> [LayerCheck] {
  var generator = RandomGenerator(seed: 1)
  let ids: [Int32] = [1, 0, 3, 1, 2, 2]
  let embedding = Embedding(4, 3, using: &generator)
  let linear = Linear(3, 2, using: &generator)
  let tied = Linear(tiedTo: Parameter(NDArray(zeros: [4, 3])))
  let norm = LayerNorm(3)
  return [
    LayerCheck("Linear", linear, [2, 3]) { linear($0) },
    LayerCheck("Linear, tied", tied, [2, 3]) { tied($0) },
    LayerCheck("Embedding", embedding, [2, 3, 3]) { $0 + embedding(ids, shape: [2, 3]) },
    LayerCheck("LayerNorm", norm, [2, 3]) { norm($0) },
  ] + recurrentChecks(&generator)
}

/// Every recurrent cell, in stacks of two, in both directions and with lengths.
private func recurrentChecks(_ generator: inout RandomGenerator) -> [LayerCheck] {
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
