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
    var rows: [(layer: String, states: [Tensor])] = []
    var outputs = x
    for (index, layer) in simpleLayers.enumerated() {
      let runs = layer.directions.map { direction in
        (direction, direction.states(outputs, lengths: lengths))
      }
      for (direction, states) in runs {
        rows.append(("layer \(index)\(direction.isReversed ? " reversed" : "")", states))
      }
      let parts = runs.map { $1.enumerated().map { step, h in masked(h, step, lengths) } }
        .map { concatenate($0.map { $0.reshaped([$0.shape[0], 1, $0.shape[1]]) }, axis: 1) }
      outputs =
        (layer as? Bidirectional)?.merge == .summed
        ? parts[0] + parts[1] : parts.count == 1 ? parts[0] : concatenate(parts, axis: 2)
    }
    let gradients = try loss(outputs).backward(keepingAll: true)
    return rows.map { layer, states in
      (
        layer,
        states.map { state in
          gradients[state].map { $0.kernels.sumOfSquares($0).squareRoot() } ?? 0
        }
      )
    }
  }

  private func masked(_ h: Tensor, _ step: Int, _ lengths: [Int]?) -> Tensor {
    guard let lengths else { return h }
    return h
      * Tensor(
        NDArray(lengths.map { step < $0 ? 1 : 0 }, shape: [lengths.count, 1], like: h.array))
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

extension RecurrentLayer {
  /// h after each step of [B, T, D], in the order of the sequence.
  fileprivate func states(_ x: Tensor, lengths: [Int]?) -> [Tensor] {
    let steps = x.shape[1]
    var state = initialState(batchSize: x.shape[0])
    var states = [Tensor](repeating: state.hidden, count: steps)
    for step in isReversed ? Array((0..<steps).reversed()) : Array(0..<steps) {
      // A sequence that has ended, or from its end has not begun, has length 0 here.
      state =
        self(
          x.slice(axis: 1, step..<step + 1), state: state,
          lengths: lengths.map { $0.map { step < $0 ? 1 : 0 } }
        ).state
      states[step] = state.hidden
    }
    return states
  }
}
