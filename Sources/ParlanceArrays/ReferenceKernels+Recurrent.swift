extension ReferenceKernels {
  package func recurrentForward(_ input: inout RecurrentInput) -> RecurrentOutput {
    let walk = SequenceWalk(input)
    let (batch, steps, size, gates) = (walk.batch, walk.steps, walk.size, walk.gates)
    let type = input.projected.elementType
    var output = RecurrentOutput(
      outputs: NDArray(zeros: [batch, steps, size], type),
      previous: NDArray(zeros: [batch, steps, size], type),
      gates: input.projected,
      extra: NDArray(zeros: input.kind.hasExtra ? [batch, steps, size] : [0], type),
      hidden: input.hidden, cell: input.cell)
    input.projected = NDArray(zeros: [0], type)
    let u = elements(input.weight)
    let innerBias = input.innerBias.map { elements($0) }
    for row in 0..<batch {
      for step in 0..<walk.lengths[row] {
        let place = (row * steps + step)
        let h = Array(elements(output.hidden)[row * size..<(row + 1) * size])
        output.previous.mutable(T.self).advanced(by: place * size).update(from: h, count: size)
        let x = Array(
          elements(output.gates)[place * gates * size..<(place + 1) * gates * size])
        let c = output.cell.map { Array(elements($0)[row * size..<(row + 1) * size]) }
        let cell = CellStep(
          kind: input.kind, size: size, u: u, innerBias: innerBias, x: x, h: h, c: c)
        let gate = output.gates.mutable(T.self) + place * gates * size
        gate.update(from: cell.gates, count: gates * size)
        output.outputs.mutable(T.self).advanced(by: place * size)
          .update(from: cell.h, count: size)
        output.hidden.mutable(T.self).advanced(by: row * size).update(from: cell.h, count: size)
        if input.kind.hasExtra {
          output.extra.mutable(T.self).advanced(by: place * size)
            .update(from: cell.extra, count: size)
        }
        if input.kind == .lstm {
          output.cell?.mutable(T.self).advanced(by: row * size)
            .update(from: cell.extra, count: size)
        }
      }
    }
    return output
  }

  package func recurrentBackward(
    _ input: RecurrentInput, _ output: RecurrentOutput, _ upstream: RecurrentUpstream
  ) -> RecurrentGradients {
    let walk = SequenceWalk(
      kind: input.kind, shape: output.gates.shape, lengths: input.lengths)
    let (batch, steps, size, gates) = (walk.batch, walk.steps, walk.size, walk.gates)
    let type = output.gates.elementType
    let zeros = NDArray(zeros: [batch, size], type)
    var result = RecurrentGradients(
      projected: NDArray(zeros: output.gates.shape, type),
      recurrent: NDArray(zeros: output.gates.shape, type),
      hidden: upstream.hidden ?? zeros,
      cell: input.cell.map { _ in upstream.cell ?? zeros })
    let u = elements(input.weight)
    for row in 0..<batch {
      for step in (0..<walk.lengths[row]).reversed() {
        let place = row * steps + step
        let state = row * size..<(row + 1) * size
        func at(_ x: NDArray, _ width: Int, _ place: Int) -> Slice<UnsafeBufferPointer<T>> {
          elements(x)[place * width..<(place + 1) * width]
        }
        var dh = Array(elements(result.hidden)[state])
        if let dy = upstream.outputs {
          for (index, value) in at(dy, size, place).enumerated() { dh[index] += value }
        }
        let c = input.cell.map { initial in
          step > 0 ? Array(at(output.extra, size, place - 1)) : Array(elements(initial)[state])
        }
        let back = CellStepBack(
          kind: input.kind, size: size, u: u, gates: Array(at(output.gates, gates * size, place)),
          extra: input.kind.hasExtra ? Array(at(output.extra, size, place)) : [],
          h: Array(at(output.previous, size, place)), c: c, dh: dh,
          dc: result.cell.map { Array(elements($0)[state]) })
        result.projected.mutable(T.self).advanced(by: place * gates * size)
          .update(from: back.dx, count: gates * size)
        result.recurrent.mutable(T.self).advanced(by: place * gates * size)
          .update(from: back.du, count: gates * size)
        result.hidden.mutable(T.self).advanced(by: row * size)
          .update(from: back.dPrevious, count: size)
        result.cell?.mutable(T.self).advanced(by: row * size).update(from: back.dc, count: size)
      }
    }
    return result
  }
}

/// The extents of a batch of sequences.
struct SequenceWalk {
  let batch: Int
  let steps: Int
  let gates: Int
  let size: Int
  let lengths: [Int]

  var isEmpty: Bool { batch == 0 || steps == 0 || size == 0 }

  init(kind: RecurrentKind, shape: [Int], lengths: [Int]?) {
    batch = shape[0]
    steps = shape[1]
    gates = kind.gateCount
    size = shape[2] / gates
    self.lengths = lengths ?? [Int](repeating: shape[1], count: shape[0])
  }

  init(_ input: RecurrentInput) {
    self.init(kind: input.kind, shape: input.projected.shape, lengths: input.lengths)
  }
}

/// One step of one sequence: the equations of `RecurrentKind`, written out.
private struct CellStep<T: Element> {
  var gates: [T]
  var extra: [T] = []
  var h: [T]

  init(
    kind: RecurrentKind, size: Int, u: UnsafeBufferPointer<T>, innerBias: UnsafeBufferPointer<T>?,
    x: [T], h: [T], c: [T]?
  ) {
    let width = kind.gateCount * size
    func product(_ state: [T], _ column: Int) -> T {
      (0..<size).reduce(T(0)) { $0 + state[$1] * u[$1 * width + column] }
    }
    let sigmoid = ReferenceKernels<T>.sigmoid
    gates = x
    self.h = h
    switch kind {
    case .tanh, .relu:
      gates = (0..<size).map { unit in
        let z = x[unit] + product(h, unit)
        return kind == .tanh ? T.tanh(z) : (z > 0 || z.isNaN ? z : 0)
      }
      self.h = gates
    case .lstm:
      for column in 0..<width {
        let z = x[column] + product(h, column)
        gates[column] = column / size == 2 ? T.tanh(z) : sigmoid(z)
      }
      extra = (0..<size).map { gates[size + $0] * c![$0] + gates[$0] * gates[2 * size + $0] }
      self.h = (0..<size).map { gates[3 * size + $0] * T.tanh(extra[$0]) }
    case .gru, .gruResetBefore:
      for column in 0..<2 * size { gates[column] = sigmoid(x[column] + product(h, column)) }
      let reset = (0..<size).map { gates[$0] * h[$0] }
      extra =
        kind == .gru
        ? (0..<size).map { product(h, 2 * size + $0) + (innerBias?[$0] ?? 0) } : reset
      for unit in 0..<size {
        let inner = kind == .gru ? gates[unit] * extra[unit] : product(reset, 2 * size + unit)
        gates[2 * size + unit] = T.tanh(x[2 * size + unit] + inner)
        let z = gates[size + unit]
        self.h[unit] = (1 - z) * gates[2 * size + unit] + z * h[unit]
      }
    }
  }
}

/// The way back through `CellStep`: dx by the projections, du by h U, and the state before.
private struct CellStepBack<T: Element> {
  var dx: [T]
  var du: [T]
  var dPrevious: [T]
  var dc: [T] = []

  init(
    kind: RecurrentKind, size: Int, u: UnsafeBufferPointer<T>, gates: [T], extra: [T], h: [T],
    c: [T]?, dh: [T], dc upstreamCell: [T]?
  ) {
    let width = kind.gateCount * size
    func transposed(_ d: [T], _ unit: Int, _ columns: Range<Int>) -> T {
      columns.reduce(T(0)) { $0 + d[$1] * u[unit * width + $1] }
    }
    dx = [T](repeating: 0, count: width)
    dPrevious = [T](repeating: 0, count: size)
    switch kind {
    case .tanh: dx = (0..<size).map { dh[$0] * (1 - gates[$0] * gates[$0]) }
    case .relu: dx = (0..<size).map { gates[$0] > 0 ? dh[$0] : 0 }
    case .lstm:
      dc = upstreamCell!
      for j in 0..<size {
        let (i, f, g, o) = (gates[j], gates[size + j], gates[2 * size + j], gates[3 * size + j])
        let tanhC = T.tanh(extra[j])
        let d = dc[j] + dh[j] * o * (1 - tanhC * tanhC)
        dx[j] = d * g * i * (1 - i)
        dx[size + j] = d * c![j] * f * (1 - f)
        dx[2 * size + j] = d * i * (1 - g * g)
        dx[3 * size + j] = dh[j] * tanhC * o * (1 - o)
        dc[j] = d * f
      }
    case .gru, .gruResetBefore:
      for j in 0..<size {
        let (z, n) = (gates[size + j], gates[2 * size + j])
        dx[size + j] = dh[j] * (h[j] - n) * z * (1 - z)
        dx[2 * size + j] = dh[j] * (1 - z) * (1 - n * n)
        dPrevious[j] = dh[j] * z
      }
      for j in 0..<size {
        let r = gates[j]
        if kind == .gru {
          dx[j] = dx[2 * size + j] * extra[j] * r * (1 - r)
        } else {
          let dReset = transposed(dx, j, 2 * size..<width)
          dx[j] = dReset * h[j] * r * (1 - r)
          dPrevious[j] += dReset * r
        }
      }
    }
    du = dx
    if kind == .gru { for j in 0..<size { du[2 * size + j] *= gates[j] } }
    let joined = kind == .gruResetBefore ? 0..<2 * size : 0..<width
    for j in 0..<size { dPrevious[j] += transposed(du, j, joined) }
  }
}
