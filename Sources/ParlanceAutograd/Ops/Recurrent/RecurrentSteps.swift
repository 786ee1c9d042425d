import ParlanceArrays

/// What `recurrentSequence` gives, step by step from plain operations: for what has no fused kernel,
/// and to hold the fused one against.
package func recurrentSteps(
  _ kind: RecurrentKind, _ x: Tensor, _ weights: RecurrentWeights, hidden: Tensor, cell: Tensor?,
  _ settings: RecurrentSettings = RecurrentSettings()
) -> (outputs: Tensor, hidden: Tensor, cell: Tensor?) {
  checkShapes(kind, x.shape, weights, hidden, cell, settings)
  let (batch, steps, type) = (x.shape[0], x.shape[1], x.elementType)
  if steps == 0 {
    return (Tensor(NDArray(zeros: [batch, 0, hidden.shape[1]], like: x.array)), hidden, cell)
  }
  let lengths = settings.lengths ?? [Int](repeating: steps, count: batch)
  let composed = ComposedCell(kind: kind, weights: weights, settings: settings)
  let inputs = composed.projected(clearingPadding(x, settings.lengths))
  var (h, c) = (hidden, cell)
  var outputs: [Tensor] = []
  for step in 0..<steps {
    let input = inputs.slice(axis: 1, step..<step + 1).reshaped([batch, inputs.shape[2]])
    var next = composed.step(input, h, c)
    if let mask = settings.zoneout {
      func mixed(_ before: Tensor, _ after: Tensor, _ state: ZoneoutMask.State) -> Tensor {
        let size = before.shape[1]
        let kept = Tensor(mask.kept(state, batch: batch, step: step, size: size, type))
        return kept * before + (1 - kept) * after
      }
      next.hidden = mixed(h, next.hidden, .hidden)
      if let before = c, let after = next.cell { next.cell = mixed(before, after, .cell) }
    }
    let active = Tensor(
      NDArray(lengths.map { step < $0 ? 1 : 0 }, shape: [batch, 1], like: x.array))
    let output = active * next.hidden
    outputs.append(output.reshaped([batch, 1, h.shape[1]]))
    h = output + (1 - active) * h
    if let before = c, let after = next.cell { c = active * after + (1 - active) * before }
  }
  return (concatenate(outputs, axis: 1), h, c)
}

/// The equations of `RecurrentKind` for one step of a batch.
private struct ComposedCell {
  let kind: RecurrentKind
  let weights: RecurrentWeights
  let settings: RecurrentSettings

  private var size: Int { weights.projection?.shape[0] ?? weights.hidden.shape[0] }

  /// The input's part of all gates: [B, T, D] → [B, T, G·H].
  func projected(_ x: Tensor) -> Tensor {
    plus(normalized(linear(x, weights.input), weights.norms?.input), weights.inputBias)
  }

  /// One step: [B, G·H], [B, H] → the next state.
  func step(_ input: Tensor, _ h: Tensor, _ c: Tensor?) -> (hidden: Tensor, cell: Tensor?) {
    let masked = settings.stateMask.map { h * Tensor($0) } ?? h
    func inner(_ state: Tensor, _ columns: Range<Int>) -> Tensor {
      let isWhole = columns.count == weights.hidden.shape[1]
      let weight = isWhole ? weights.hidden : weights.hidden.slice(axis: 1, columns)
      let bias = isWhole ? weights.hiddenBias : weights.hiddenBias?.slice(axis: 0, columns)
      return plus(normalized(matmul(state, weight), weights.norms?.hidden), bias)
    }
    func gate(_ index: Int, _ y: Tensor) -> Tensor {
      y.slice(axis: 1, index * size..<(index + 1) * size)
    }
    switch kind {
    case .tanh: return (tanh(clipped(input + inner(masked, 0..<size))), nil)
    case .relu: return (relu(clipped(input + inner(masked, 0..<size))), nil)
    case .lstm:
      let z = input + inner(masked, 0..<4 * size)
      return lstm((0..<4).map { gate($0, z) }, c!)
    case .gru:
      let state = inner(masked, 0..<3 * size)
      let r = sigmoid(clipped(gate(0, input) + gate(0, state)))
      let z = sigmoid(clipped(gate(1, input) + gate(1, state)))
      let n = tanh(clipped(gate(2, input) + r * gate(2, state)))
      return ((1 - z) * n + z * h, nil)
    case .gruResetBefore:
      let state = inner(masked, 0..<2 * size)
      let r = sigmoid(clipped(gate(0, input) + gate(0, state)))
      let z = sigmoid(clipped(gate(1, input) + gate(1, state)))
      let n = tanh(clipped(gate(2, input) + inner(r * masked, 2 * size..<3 * size)))
      return ((1 - z) * n + z * h, nil)
    }
  }

  /// From the sums of i, f, g, o and c to the next state.
  private func lstm(_ sums: [Tensor], _ c: Tensor) -> (hidden: Tensor, cell: Tensor?) {
    func sum(_ gate: Int, seeing c: Tensor, _ diagonal: Int) -> Tensor {
      let peephole = weights.peephole?.slice(axis: 0, diagonal * size..<(diagonal + 1) * size)
      return clipped(peephole.map { sums[gate] + $0 * c } ?? sums[gate])
    }
    let (i, f) = (sigmoid(sum(0, seeing: c, 0)), sigmoid(sum(1, seeing: c, 1)))
    let next = f * c + i * tanh(clipped(sums[2]))
    let o = sigmoid(sum(3, seeing: next, 2))
    let h = o * tanh(normalized(next, weights.norms?.cell))
    return (weights.projection.map { matmul(h, $0) } ?? h, next)
  }

  private func plus(_ x: Tensor, _ bias: Tensor?) -> Tensor { bias.map { x + $0 } ?? x }

  private func normalized(_ x: Tensor, _ norm: (weight: Tensor, bias: Tensor)?) -> Tensor {
    norm.map { layerNorm(x, $0.weight, $0.bias) } ?? x
  }

  private func clipped(_ x: Tensor) -> Tensor {
    settings.clip.map { clamp(x, min: -$0, max: $0) } ?? x
  }
}
