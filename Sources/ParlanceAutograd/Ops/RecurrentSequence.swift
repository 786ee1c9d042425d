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
  var (input, inputs) = recurrentInput(kind, x, weights, hidden, cell, settings, places)
  let output = x.kernels.recurrentForward(&input)

  let back = RecurrentBackward(input, output, inputs, weights.input.array, places)
  let optional: [(Tensor?, ([Gradient], inout Gradient) -> Void)] = [
    (weights.inputBias, back.addInputBias), (weights.hiddenBias, back.addHiddenBias),
    (weights.peephole, back.addPeephole), (cell, back.addCell),
  ]
  let results = Tensor.operation(
    "\(kind)", outputs: [output.outputs, output.hidden] + (output.cell.map { [$0] } ?? []),
    [
      OperationInput(x, all: back.addInput),
      OperationInput(weights.input, all: back.addInputWeight),
      OperationInput(weights.hidden, all: back.addHiddenWeight),
      OperationInput(hidden, all: back.addHidden),
    ] + optional.compactMap { tensor, add in tensor.map { OperationInput($0, all: add) } },
    preparing: back.prepare)
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
  var projected = NDArray(uninitialized: [inputs.shape[0], width], x.elementType)
  kernels.matrixProduct(
    inputs, transposed: false, weights.input.array, transposed: false, bias: bias,
    accumulate: false, &projected)
  if let places { projected = kernels.gatherRows(projected, places) }
  let input = RecurrentInput(
    kind: kind, projected: projected.reshaped([batch, steps, width]),
    weight: weights.hidden.array, innerBias: innerBias, hidden: hidden.array, cell: cell?.array,
    lengths: settings.lengths, peephole: weights.peephole?.array, zoneout: settings.zoneout,
    stateMask: settings.stateMask)
  // The kernel writes the gates over the projections, so nothing else may hold them.
  projected = NDArray(zeros: [0], x.elementType)
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

/// The way back: one run of the kernel, from which each input then takes its part.
private final class RecurrentBackward {
  private let input: RecurrentInput
  private let output: RecurrentOutput
  private let x: NDArray
  private let inputWeight: NDArray
  private let places: [Int32]?
  private var gradients: RecurrentGradients!
  // Of each row of x: of a step, or the sum of all the steps that read it.
  private var projected: NDArray!

  init(
    _ input: RecurrentInput, _ output: RecurrentOutput, _ x: NDArray, _ inputWeight: NDArray,
    _ places: [Int32]?
  ) {
    (self.input, self.output, self.x, self.inputWeight) = (input, output, x, inputWeight)
    self.places = places
  }

  private var kernels: any Kernels { x.kernels }
  private var size: Int { output.previous.shape[2] }
  private var rows: Int { output.previous.shape[0] * output.previous.shape[1] }

  private func flat(_ x: NDArray) -> NDArray { x.reshaped([rows, x.shape[2]]) }

  func prepare(_ upstream: [Gradient]?) {
    guard let upstream else {
      (gradients, projected) = (nil, nil)
      return
    }
    func array(_ index: Int, _ shape: [Int]) -> NDArray? {
      if index >= upstream.count { return nil }
      if case .zero = upstream[index] { return nil }
      return upstream[index].array(shape, x.elementType)
    }
    let state = output.hidden.shape
    gradients = kernels.recurrentBackward(
      input, output,
      RecurrentUpstream(
        outputs: array(0, output.outputs.shape), hidden: array(1, state), cell: array(2, state)))
    projected = flat(gradients.projected)
    if let places {
      let shape = [x.shape[0], projected.shape[1]]
      projected = RowGradient(summing: projected, at: places, tableShape: shape).whole
    }
  }

  // dx = dP Wᵀ
  func addInput(_: [Gradient], _ dx: inout Gradient) {
    var product = NDArray(uninitialized: x.shape, like: x)
    kernels.matrixProduct(
      projected, transposed: false, inputWeight, transposed: true, accumulate: false, &product)
    let shape = output.outputs.shape.prefix(2) + [x.shape[1]]
    dx.add(places == nil ? product.reshaped(Array(shape)) : product)
  }

  // dW = xᵀ dP
  func addInputWeight(_: [Gradient], _ dw: inout Gradient) {
    addProduct(x, projected, inputWeight.shape, &dw)
  }

  // dU = hᵀ dR with the states before each step; for the reset-before GRU the candidate's part has
  // r ⊙ h in place of h.
  func addHiddenWeight(_: [Gradient], _ du: inout Gradient) {
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
    du.accumulate(input.weight.shape, x.elementType) {
      kernels.addSlice(
        first.array([size, 2 * size], x.elementType), axis: 1, start: 0, &$0)
      kernels.addSlice(
        second.array([size, size], x.elementType), axis: 1, start: 2 * size, &$0)
    }
  }

  func addInputBias(_: [Gradient], _ db: inout Gradient) {
    Broadcasting.addReduced(projected, to: [input.weight.shape[1]], &db)
  }

  func addHiddenBias(_: [Gradient], _ db: inout Gradient) {
    Broadcasting.addReduced(flat(gradients.recurrent), to: [input.weight.shape[1]], &db)
  }

  // The sums over all steps of di ⊙ c and df ⊙ c with c before the step, and of do ⊙ c after it.
  func addPeephole(_: [Gradient], _ dp: inout Gradient) {
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
      kernels.addSlice(sum.array([size], x.elementType), axis: 0, start: index * size, &total)
    }
    dp.add(total)
  }

  func addHidden(_: [Gradient], _ dh: inout Gradient) { dh.add(gradients.hidden) }

  func addCell(_: [Gradient], _ dc: inout Gradient) {
    if let cell = gradients.cell { dc.add(cell) }
  }

  private func addProduct(_ a: NDArray, _ b: NDArray, _ shape: [Int], _ dw: inout Gradient) {
    dw.write(shape, x.elementType) {
      kernels.matrixProduct(a, transposed: true, b, transposed: false, accumulate: $1, &$0)
    }
  }
}

/// Both biases join the projections, except where the GRU's reset gate scales the state's own.
private func joinedBiases(
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
