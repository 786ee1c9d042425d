/// One step of one sequence: the equations of `RecurrentKind`, written out.
struct CellStep<T: Element> {
  var gates: [T]
  var extra: [T] = []
  var h: [T]

  init(
    kind: RecurrentKind, size: Int, u: UnsafeBufferPointer<T>, innerBias: UnsafeBufferPointer<T>?,
    peephole: UnsafeBufferPointer<T>?, x: [T], h: [T], masked: [T], c: [T]?
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
        let z = x[unit] + product(masked, unit)
        return kind == .tanh ? T.tanh(z) : (z > 0 || z.isNaN ? z : 0)
      }
      self.h = gates
    case .lstm:
      func sum(_ gate: Int, _ unit: Int, _ diagonal: Int, _ c: T) -> T {
        let z = x[gate * size + unit] + product(masked, gate * size + unit)
        return peephole.map { z + $0[diagonal * size + unit] * c } ?? z
      }
      for unit in 0..<size {
        let i = sigmoid(sum(0, unit, 0, c![unit]))
        let f = sigmoid(sum(1, unit, 1, c![unit]))
        let z = x[2 * size + unit] + product(masked, 2 * size + unit)
        (gates[unit], gates[size + unit], gates[2 * size + unit]) = (i, f, T.tanh(z))
        extra.append(f * c![unit] + i * gates[2 * size + unit])
        gates[3 * size + unit] = sigmoid(sum(3, unit, 2, extra[unit]))
      }
      self.h = (0..<size).map { gates[3 * size + $0] * T.tanh(extra[$0]) }
    case .gru, .gruResetBefore:
      for column in 0..<2 * size { gates[column] = sigmoid(x[column] + product(masked, column)) }
      let reset = (0..<size).map { gates[$0] * masked[$0] }
      extra =
        kind == .gru
        ? (0..<size).map { product(masked, 2 * size + $0) + (innerBias?[$0] ?? 0) } : reset
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
struct CellStepBack<T: Element> {
  var dx: [T]
  var du: [T]
  var dPrevious: [T]
  var dc: [T] = []

  init(
    kind: RecurrentKind, size: Int, u: UnsafeBufferPointer<T>, peephole: UnsafeBufferPointer<T>?,
    gates: [T], extra: [T], h: [T], masked: [T], mask: [T]?, c: [T]?, dh: [T],
    dc upstreamCell: [T]?
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
        let tanhC = T.tanh(f * c![j] + i * g)
        dx[3 * size + j] = dh[j] * tanhC * o * (1 - o)
        var d = dc[j] + dh[j] * o * (1 - tanhC * tanhC)
        if let peephole { d += dx[3 * size + j] * peephole[2 * size + j] }
        dx[j] = d * g * i * (1 - i)
        dx[size + j] = d * c![j] * f * (1 - f)
        dx[2 * size + j] = d * i * (1 - g * g)
        dc[j] = d * f
        if let peephole { dc[j] += dx[j] * peephole[j] + dx[size + j] * peephole[size + j] }
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
          dx[j] = dReset * masked[j] * r * (1 - r)
          dPrevious[j] += dReset * r * (mask?[j] ?? 1)
        }
      }
    }
    du = dx
    if kind == .gru { for j in 0..<size { du[2 * size + j] *= gates[j] } }
    let joined = kind == .gruResetBefore ? 0..<2 * size : 0..<width
    for j in 0..<size { dPrevious[j] += transposed(du, j, joined) * (mask?[j] ?? 1) }
  }
}
