import ParlanceArrays

/// The weights of one recurrent layer with G gates.
public struct RecurrentWeights {
  /// [D, G·H]: applied to the input.
  public var input: Tensor
  /// [H, G·H]: applied to the state.
  public var hidden: Tensor
  /// [G·H]: added to the input's product.
  public var inputBias: Tensor
  /// [G·H]: added to the state's product.
  public var hiddenBias: Tensor

  /// Creates the weights of a layer.
  public init(input: Tensor, hidden: Tensor, inputBias: Tensor, hiddenBias: Tensor) {
    self.input = input
    self.hidden = hidden
    self.inputBias = inputBias
    self.hiddenBias = hiddenBias
  }
}

/// One recurrent layer over a whole padded batch: [B, T, D] → outputs [B, T, H] and the final state.
///
/// The input's product is taken for all steps at once, the steps run through one fused kernel, and
/// the way back ends with one product for each weight. Steps beyond a sequence's length change no
/// state, give zero outputs and pass no gradient. `cell` is given for the LSTM alone.
package func recurrentSequence(
  _ kind: RecurrentKind, _ x: Tensor, _ weights: RecurrentWeights, hidden: Tensor, cell: Tensor?,
  lengths: [Int]?
) -> (outputs: Tensor, hidden: Tensor, cell: Tensor?) {
  let size = checkShapes(kind, x, weights, hidden, cell, lengths)
  let (batch, steps, width) = (x.shape[0], x.shape[1], kind.gateCount * size)
  let kernels = x.kernels
  let inputs = x.array.reshaped([batch * steps, x.shape[2]])
  let (bias, innerBias) = joinedBiases(kind, weights, size)
  var projected = NDArray(uninitialized: [batch * steps, width], x.elementType)
  kernels.matrixProduct(
    inputs, transposed: false, weights.input.array, transposed: false, bias: bias,
    accumulate: false, &projected)
  var input = RecurrentInput(
    kind: kind, projected: projected.reshaped([batch, steps, width]),
    weight: weights.hidden.array, innerBias: innerBias, hidden: hidden.array, cell: cell?.array,
    lengths: lengths)
  // The kernel writes the gates over the projections, so nothing else may hold them.
  projected = NDArray(zeros: [0], x.elementType)
  let output = kernels.recurrentForward(&input)

  let back = RecurrentBackward(input, output, inputs, weights.input.array)
  let results = Tensor.operation(
    "\(kind)", outputs: [output.outputs, output.hidden] + (output.cell.map { [$0] } ?? []),
    [
      OperationInput(x, all: back.addInput),
      OperationInput(weights.input, all: back.addInputWeight),
      OperationInput(weights.hidden, all: back.addHiddenWeight),
      OperationInput(weights.inputBias, all: back.addInputBias),
      OperationInput(weights.hiddenBias, all: back.addHiddenBias),
      OperationInput(hidden, all: back.addHidden),
    ] + (cell.map { [OperationInput($0, all: back.addCell)] } ?? []),
    preparing: back.prepare)
  return (results[0], results[1], cell == nil ? nil : results[2])
}

/// The way back: one run of the kernel, from which each input then takes its part.
private final class RecurrentBackward {
  private let input: RecurrentInput
  private let output: RecurrentOutput
  private let x: NDArray
  private let inputWeight: NDArray
  private var gradients: RecurrentGradients!

  init(
    _ input: RecurrentInput, _ output: RecurrentOutput, _ x: NDArray, _ inputWeight: NDArray
  ) {
    (self.input, self.output, self.x, self.inputWeight) = (input, output, x, inputWeight)
  }

  private var kernels: any Kernels { x.kernels }
  private var size: Int { output.previous.shape[2] }
  private var rows: Int { x.shape[0] }

  private func flat(_ x: NDArray) -> NDArray { x.reshaped([rows, x.shape[2]]) }

  func prepare(_ upstream: [Gradient]?) {
    guard let upstream else {
      gradients = nil
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
  }

  // dx = dP Wᵀ
  func addInput(_: [Gradient], _ dx: inout Gradient) {
    let (batch, steps) = (output.outputs.shape[0], output.outputs.shape[1])
    var product = NDArray(uninitialized: x.shape, x.elementType)
    kernels.matrixProduct(
      flat(gradients.projected), transposed: false, inputWeight, transposed: true,
      accumulate: false, &product)
    dx.add(product.reshaped([batch, steps, x.shape[1]]))
  }

  // dW = xᵀ dP
  func addInputWeight(_: [Gradient], _ dw: inout Gradient) {
    addProduct(x, flat(gradients.projected), inputWeight.shape, &dw)
  }

  // dU = hᵀ dR with the states before each step; for the reset-before GRU the candidate's part has
  // r ⊙ h in place of h.
  func addHiddenWeight(_: [Gradient], _ du: inout Gradient) {
    let recurrent = flat(gradients.recurrent)
    guard input.kind == .gruResetBefore else {
      return addProduct(flat(output.previous), recurrent, input.weight.shape, &du)
    }
    let direct = kernels.slice(recurrent, axis: 1, start: 0, length: 2 * size)
    let candidate = kernels.slice(recurrent, axis: 1, start: 2 * size, length: size)
    var (first, second) = (Gradient.zero, Gradient.zero)
    addProduct(flat(output.previous), direct, [size, 2 * size], &first)
    addProduct(flat(output.extra), candidate, [size, size], &second)
    du.accumulate(input.weight.shape, x.elementType) {
      kernels.addSlice(
        first.array([size, 2 * size], x.elementType), axis: 1, start: 0, &$0)
      kernels.addSlice(
        second.array([size, size], x.elementType), axis: 1, start: 2 * size, &$0)
    }
  }

  func addInputBias(_: [Gradient], _ db: inout Gradient) {
    Broadcasting.addReduced(flat(gradients.projected), to: [input.weight.shape[1]], &db)
  }

  func addHiddenBias(_: [Gradient], _ db: inout Gradient) {
    Broadcasting.addReduced(flat(gradients.recurrent), to: [input.weight.shape[1]], &db)
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
) -> (bias: NDArray, inner: NDArray?) {
  let (a, b) = (weights.inputBias.array, weights.hiddenBias.array)
  guard kind == .gru else { return (a.kernels.binary(.add, a, b), nil) }
  var bias = a
  bias.kernels.addSlice(
    b.kernels.slice(b, axis: 0, start: 0, length: 2 * size), axis: 0, start: 0, &bias)
  return (bias, b.kernels.slice(b, axis: 0, start: 2 * size, length: size))
}

/// Traps unless all shapes fit; returns the hidden size.
private func checkShapes(
  _ kind: RecurrentKind, _ x: Tensor, _ weights: RecurrentWeights, _ hidden: Tensor,
  _ cell: Tensor?, _ lengths: [Int]?
) -> Int {
  func check(_ what: String, _ found: [Int], _ expected: [Int]) {
    if found != expected {
      fatalError("recurrent \(kind): expected \(what) of shape \(expected), found \(found)")
    }
  }
  guard x.array.rank == 3 else {
    fatalError("recurrent \(kind): expected [B, T, D], found \(x.shape)")
  }
  let (batch, size) = (x.shape[0], weights.hidden.shape.first ?? 0)
  let width = kind.gateCount * size
  check("hidden weights", weights.hidden.shape, [size, width])
  check("input weights", weights.input.shape, [x.shape[2], width])
  check("input bias", weights.inputBias.shape, [width])
  check("hidden bias", weights.hiddenBias.shape, [width])
  check("hidden state", hidden.shape, [batch, size])
  if kind == .lstm { check("cell state", cell?.shape ?? [], [batch, size]) }
  if let lengths {
    guard lengths.count == batch, lengths.allSatisfy({ (0...x.shape[1]).contains($0) }) else {
      fatalError("recurrent \(kind): lengths \(lengths) do not fit input \(x.shape)")
    }
  }
  return size
}
