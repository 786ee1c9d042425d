import ParlanceArrays

/// One recurrent layer over a whole padded batch: [B, T, D] → outputs [B, T, H] and the final state.
///
/// The input's product is taken for all steps at once, the steps run through one fused kernel, and
/// the way back ends with one product for each weight. Steps beyond a sequence's length change no
/// state, give zero outputs and pass no gradient. `cell` is given for the LSTM alone.
/// `recurrentSteps` gives the same from plain operations, and takes all weights.
///
/// - `places`: for an x of some rows [U, D] that the sequences read again and again, which row each of
///   the B · T steps reads: the input's product is then taken once a row.
package func recurrentSequence(
  _ kind: RecurrentKind, _ x: Tensor, _ weights: RecurrentWeights, hidden: Tensor, cell: Tensor?,
  _ settings: RecurrentSettings = RecurrentSettings(), places: [Int32]? = nil
) -> (outputs: Tensor, hidden: Tensor, cell: Tensor?) {
  var (input, matrix) = recurrentInput(kind, x, weights, hidden, cell, settings, places)
  let output = x.kernels.recurrentForward(&input)

  let parts: [(tensor: Tensor?, add: (RecurrentBackward) -> Contribution)] = [
    (x, RecurrentBackward.addInput), (weights.input, RecurrentBackward.addInputWeight),
    (weights.hidden, RecurrentBackward.addHiddenWeight), (hidden, RecurrentBackward.addHidden),
    (weights.inputBias, RecurrentBackward.addInputBias),
    (weights.hiddenBias, RecurrentBackward.addHiddenBias),
    (weights.peephole, RecurrentBackward.addPeephole), (cell, RecurrentBackward.addCell),
  ]
  let adding = parts.filter { $0.tensor != nil }.map(\.add)
  let call = RecurrentCall(
    input: input, output: output, x: matrix, inputWeight: weights.input.array, places: places)
  let results = Tensor.operation(
    "\(kind)", outputs: [output.outputs, output.hidden] + (output.cell.map { [$0] } ?? []),
    of: parts.compactMap(\.tensor)
  ) { upstream in
    let back = RecurrentBackward(call, upstream)
    return adding.map { $0(back) }
  }
  return (results[0], results[1], cell == nil ? nil : results[2])
}

/// The gates of a recurrent layer at every step, beside each other as in its weights: [B, T, G·H].
///
/// They stand as they are after their activation; what lies beyond a length is not set.
package func recurrentGates(
  _ kind: RecurrentKind, _ x: Tensor, _ weights: RecurrentWeights, hidden: Tensor, cell: Tensor?,
  _ settings: RecurrentSettings = RecurrentSettings()
) -> NDArray {
  var input = recurrentInput(kind, x, weights, hidden, cell, settings, nil).input
  return x.kernels.recurrentForward(&input).gates
}

/// What the kernel reads, with the layer's input as a matrix [B·T, D], or its rows [U, D].
private func recurrentInput(
  _ kind: RecurrentKind, _ x: Tensor, _ weights: RecurrentWeights, _ hidden: Tensor,
  _ cell: Tensor?, _ settings: RecurrentSettings, _ places: [Int32]?
) -> (input: RecurrentInput, x: NDArray) {
  let shape = places.map { sequenceShape(kind, x, hidden, $0) } ?? x.shape
  checkShapes(kind, shape, weights, hidden, cell, settings)
  guard weights.projection == nil, weights.norms == nil, settings.clip == nil else {
    fatalError("recurrent \(kind): no fused kernel for a projection, layer norm or clipping")
  }
  let size = hidden.shape[1]
  let (batch, steps, width) = (shape[0], shape[1], kind.gateCount * size)
  let kernels = x.kernels
  let inputs =
    places == nil
    ? clearingPadding(x.array, settings.lengths).reshaped([batch * steps, shape[2]]) : x.array
  let (bias, innerBias) = joinedBiases(kind, weights, size)
  // By a function, so that nothing else holds the projections: the kernel writes the gates over them.
  func projected() -> NDArray {
    var rows = NDArray(uninitialized: [inputs.shape[0], width], like: inputs)
    kernels.matrixProduct(
      inputs, transposed: false, weights.input.array, transposed: false, bias: bias,
      accumulate: false, &rows)
    if let places { rows = kernels.gatherRows(rows, places) }
    return rows.reshaped([batch, steps, width])
  }
  let input = RecurrentInput(
    kind: kind, projected: projected(), weight: weights.hidden.array, innerBias: innerBias,
    hidden: hidden.array, cell: cell?.array, lengths: settings.lengths,
    peephole: weights.peephole?.array, zoneout: settings.zoneout, stateMask: settings.stateMask)
  return (input, inputs)
}

/// [B, T, D] of the sequences that read rows [U, D] at these places.
private func sequenceShape(
  _ kind: RecurrentKind, _ x: Tensor, _ hidden: Tensor, _ places: [Int32]
) -> [Int] {
  guard x.array.rank == 2, let batch = hidden.shape.first,
    batch == 0 ? places.isEmpty : places.count % batch == 0
  else {
    fatalError(
      "recurrent \(kind): \(places.count) places in rows \(x.shape) do not fit \(hidden.shape)")
  }
  checkIds("recurrent \(kind)", places, x)
  return [batch, batch == 0 ? 0 : places.count / batch, x.shape[1]]
}

/// What the way back reads of a layer's forward pass.
struct RecurrentCall {
  let input: RecurrentInput
  let output: RecurrentOutput
  let x: NDArray
  let inputWeight: NDArray
  let places: [Int32]?
}

/// The way back: one run of the kernel, from which each input then takes its part.
struct RecurrentBackward {
  private let call: RecurrentCall
  private let gradients: RecurrentGradients
  // Of each row of x: of a step, or the sum of all the steps that read it.
  private let projected: NDArray

  init(_ call: RecurrentCall, _ upstream: [Gradient]) {
    let (x, output, state) = (call.x, call.output, call.output.hidden.shape)
    func array(_ index: Int, _ shape: [Int]) -> NDArray? {
      if index >= upstream.count { return nil }
      if case .zero = upstream[index] { return nil }
      return upstream[index].array(shape, like: x)
    }
    self.init(
      call,
      x.kernels.recurrentBackward(
        call.input, output,
        RecurrentUpstream(
          outputs: array(0, output.outputs.shape), hidden: array(1, state), cell: array(2, state))))
  }

  /// The same where the kernel has run.
  init(_ call: RecurrentCall, _ gradients: RecurrentGradients) {
    (self.call, self.gradients) = (call, gradients)
    let x = call.x
    let steps = Self.flat(gradients.projected)
    projected =
      call.places.map {
        RowGradient(summing: steps, at: $0, tableShape: [x.shape[0], steps.shape[1]]).whole
      } ?? steps
  }

  private var input: RecurrentInput { call.input }
  private var output: RecurrentOutput { call.output }
  private var x: NDArray { call.x }
  private var kernels: any Kernels { x.kernels }
  private var size: Int { output.previous.shape[2] }

  private static func flat(_ x: NDArray) -> NDArray {
    x.reshaped([x.shape[0] * x.shape[1], x.shape[2]])
  }

  private func flat(_ x: NDArray) -> NDArray { Self.flat(x) }

  // dx = dP Wᵀ
  func addInput(_ dx: inout Gradient) {
    var product = NDArray(uninitialized: x.shape, like: x)
    kernels.matrixProduct(
      projected, transposed: false, call.inputWeight, transposed: true, accumulate: false, &product)
    let shape = output.outputs.shape.prefix(2) + [x.shape[1]]
    dx.add(call.places == nil ? product.reshaped(Array(shape)) : product)
  }

  // dW = xᵀ dP
  func addInputWeight(_ dw: inout Gradient) {
    addProduct(x, projected, call.inputWeight.shape, &dw)
  }

  // dU = hᵀ dR with the states before each step; for the reset-before GRU the candidate's part has
  // r ⊙ h in place of h.
  func addHiddenWeight(_ du: inout Gradient) {
    let recurrent = flat(gradients.recurrent)
    let states = flat(output.masked ?? output.previous)
    guard input.kind == .gruResetBefore else {
      return addProduct(states, recurrent, input.weight.shape, &du)
    }
    let direct = kernels.slice(recurrent, axis: 1, start: 0, length: 2 * size)
    let candidate = kernels.slice(recurrent, axis: 1, start: 2 * size, length: size)
    var (first, second) = (Gradient.zero, Gradient.zero)
    addProduct(states, direct, [size, 2 * size], &first)
    addProduct(flat(output.extra), candidate, [size, size], &second)
    du.accumulate(input.weight.shape, like: x) {
      kernels.addSlice(
        first.array([size, 2 * size], like: x), axis: 1, start: 0, &$0)
      kernels.addSlice(
        second.array([size, size], like: x), axis: 1, start: 2 * size, &$0)
    }
  }

  func addInputBias(_ db: inout Gradient) {
    Broadcasting.addReduced(projected, to: [input.weight.shape[1]], &db)
  }

  func addHiddenBias(_ db: inout Gradient) {
    Broadcasting.addReduced(flat(gradients.recurrent), to: [input.weight.shape[1]], &db)
  }

  // The sums over all steps of di ⊙ c and df ⊙ c with c before the step, and of do ⊙ c after it.
  func addPeephole(_ dp: inout Gradient) {
    func gate(_ x: NDArray, _ index: Int) -> NDArray {
      kernels.slice(x, axis: 2, start: index * size, length: size)
    }
    let states = output.extra.shape
    var before = NDArray(zeros: states, like: x)
    if states[1] > 0 {
      kernels.addSlice(
        input.cell!.reshaped([states[0], 1, size]), axis: 1, start: 0, &before)
      kernels.addSlice(
        kernels.slice(output.extra, axis: 1, start: 0, length: states[1] - 1), axis: 1, start: 1,
        &before)
    }
    // With zoneout, what the output gate saw was not the state that stayed.
    var after = output.extra
    if input.zoneout != nil {
      after = kernels.binary(.multiply, gate(output.gates, 1), before)
      kernels.addProduct(gate(output.gates, 0), gate(output.gates, 2), &after)
    }
    var total = NDArray(zeros: [3 * size], like: x)
    for (index, (number, cell)) in [(0, before), (1, before), (3, after)].enumerated() {
      var sum = Gradient.zero
      let product = kernels.binary(.multiply, gate(gradients.projected, number), cell)
      Broadcasting.addReduced(flat(product), to: [size], &sum)
      kernels.addSlice(sum.array([size], like: x), axis: 0, start: index * size, &total)
    }
    dp.add(total)
  }

  func addHidden(_ dh: inout Gradient) { dh.add(gradients.hidden) }

  func addCell(_ dc: inout Gradient) {
    if let cell = gradients.cell { dc.add(cell) }
  }

  private func addProduct(_ a: NDArray, _ b: NDArray, _ shape: [Int], _ dw: inout Gradient) {
    dw.write(shape, like: x) {
      kernels.matrixProduct(a, transposed: true, b, transposed: false, accumulate: $1, &$0)
    }
  }
}

/// Both biases join the projections, except where the GRU's reset gate scales the state's own.
func joinedBiases(
  _ kind: RecurrentKind, _ weights: RecurrentWeights, _ size: Int
) -> (bias: NDArray?, inner: NDArray?) {
  let a = weights.inputBias?.array
  guard let b = weights.hiddenBias?.array else { return (a, nil) }
  guard kind == .gru else { return (a.map { $0.kernels.binary(.add, $0, b) } ?? b, nil) }
  var bias = a ?? NDArray(zerosLike: b)
  bias.kernels.addSlice(
    b.kernels.slice(b, axis: 0, start: 0, length: 2 * size), axis: 0, start: 0, &bias)
  return (bias, b.kernels.slice(b, axis: 0, start: 2 * size, length: size))
}
