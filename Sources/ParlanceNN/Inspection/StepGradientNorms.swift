import ParlanceArrays
import ParlanceAutograd

extension SequenceLayer {
  /// ‖∂L/∂hₜ‖ over a batch, for each direction of each layer from the input up, at each step t.
  ///
  /// Here the layers run one step at a time, in evaluation and without dropout between them, so that
  /// each state has a place of its own in the graph. Traps for layers other than the library's.
  ///
  /// - `x`: [B, T, D].
  /// - `loss`: from the last layer's outputs [B, T, H] to one number.
  public func stepGradientNorms(
    _ x: Tensor, lengths: [Int]? = nil, _ loss: (Tensor) throws -> Tensor
  ) rethrows -> [(layer: String, norms: [Double])] {
    let (value, trace) = try LayerTrace.recording(stepByStep: true) {
      try loss(run(x, state: nil, lengths: lengths, mode: .evaluation).outputs)
    }
    let gradients = value.backward(keepingAll: true)
    return simpleLayers.enumerated().flatMap { index, layer in
      layer.directions.map { direction in
        let run = trace.recurrent.first { $0.layer === direction }!
        let name = "layer \(index)\(direction.isReversed ? " reversed" : "")"
        return (name, run.gradientNorms(gradients).hidden)
      }
    }
  }
}

extension SequenceLayer {
  /// The layers of a stack, from the input up.
  var simpleLayers: [any SequenceLayer] { (self as? Recurrent)?.layers ?? [self] }

  /// The one or two layers that read the sequence.
  var directions: [RecurrentLayer] {
    if let layer = self as? RecurrentLayer { return [layer] }
    if let both = self as? Bidirectional { return [both.forward, both.backward] }
    fatalError("\(type(of: self)): expected a recurrent or a bidirectional layer")
  }
}
