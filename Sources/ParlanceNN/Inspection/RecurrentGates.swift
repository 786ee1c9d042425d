import ParlanceArrays
import ParlanceAutograd

/// One gate of a recurrent layer over a batch of sequences.
public struct RecurrentGate: Sendable {
  /// input, forget, output; reset, update; candidate for what is written into the state.
  public let name: String
  /// From closed (0) to open (1); a candidate's lie in −1 … 1: [B, T, H], zero beyond a length.
  public let values: NDArray
}

extension RecurrentCell {
  /// What the gates are called, in the order of their weights.
  var gateNames: [String] {
    switch self {
    case .rnn, .rnnReLU: ["candidate"]
    case .lstm: ["input", "forget", "candidate", "output"]
    case .gru, .gruResetBefore: ["reset", "update", "candidate"]
    }
  }
}

extension RecurrentLayer {
  /// How far each gate was open at each step: [B, T, D] → one [B, T, H] for each gate.
  ///
  /// Arguments as for a run of the layer, in evaluation. Traps for options that have no fused kernel:
  /// a projection, layer normalisation, clipping.
  public func gates(
    _ x: Tensor, state: RecurrentState? = nil, lengths: [Int]? = nil
  ) -> [RecurrentGate] {
    withoutGraph { gates(x, state: state, lengths: lengths, weights: weights(.evaluation)) }
  }

  /// The same with given weights, whose input's rows are the numbers of x.
  func gates(
    _ x: Tensor, state: RecurrentState?, lengths: [Int]?, weights: RecurrentWeights
  ) -> [RecurrentGate] {
    let batch = x.shape.first ?? 0
    let state = state ?? initialState(batchSize: batch)
    let all = recurrentGates(
      cell.kind, isReversed ? reversedSequences(x, lengths: lengths) : x, weights,
      hidden: state.hidden, cell: state.cell, settings(lengths, batchSize: batch, .evaluation))
    let inOrder = isReversed ? reversedSequences(Tensor(all), lengths: lengths) : Tensor(all)
    return cell.gateNames.enumerated().map { index, name in
      var values = inOrder.slice(axis: 2, index * hiddenSize..<(index + 1) * hiddenSize).array
      for (row, length) in (lengths ?? []).enumerated() {
        for place in row * x.shape[1] + length..<(row + 1) * x.shape[1] {
          for unit in 0..<hiddenSize { values[flat: place * hiddenSize + unit] = 0 }
        }
      }
      return RecurrentGate(name: name, values: values)
    }
  }
}
