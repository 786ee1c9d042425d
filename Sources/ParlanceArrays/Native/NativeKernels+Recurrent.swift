import CParlance

extension NativeKernels {
  package func recurrentForward(_ input: inout RecurrentInput) -> RecurrentOutput {
    let walk = SequenceWalk(input)
    let states = [walk.batch, walk.steps, walk.size]
    if walk.isEmpty { return plain.recurrentForward(&input) }
    let gates = input.projected.mutable(Float.self)
    var output = RecurrentOutput(
      outputs: NDArray(uninitialized: states, like: input.projected),
      previous: NDArray(uninitialized: states, like: input.projected),
      masked: input.stateMask.map { _ in NDArray(uninitialized: states, like: input.projected) },
      gates: input.projected,
      extra: NDArray(
        uninitialized: input.kind.hasExtra ? states : [0], like: input.projected),
      hidden: NDArray(uninitialized: [walk.batch, walk.size], like: input.projected),
      cell: input.cell.map { NDArray(uninitialized: $0.shape, like: $0) })
    var call = pl_recurrent(input, walk)
    call.gates = gates
    call.previous = output.previous.mutable(Float.self)
    call.masked = output.masked?.mutable(Float.self)
    call.extra = output.extra.mutable(Float.self)
    call.outputs = output.outputs.mutable(Float.self)
    call.hidden = output.hidden.mutable(Float.self)
    call.final_cell = output.cell?.mutable(Float.self)
    // A single step multiplies with a packed weight as it is, but for the cell that multiplies twice, which has
    // the same bits of its numbers.
    let matrix =
      walk.steps == 1 && input.kind != .gruResetBefore
      ? input.weight.packedColumns(transposed: false) : nil
    var packed = matrix?.call ?? pl_packed()
    input.lengths.withLengths { lengths in
      call.lengths = lengths
      withUnsafePointer(to: &packed) {
        if matrix == nil {
          call.weight = input.weight.pointer(Float.self)
        } else {
          call.packed = $0
        }
        withExtendedLifetime((input, matrix)) {
          if input.weight.weightFormat == nil { return pl_recurrent_forward(call) }
          Threads.keepingRowsApart { pl_recurrent_forward(call) }
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
    if walk.isEmpty { return plain.recurrentBackward(input, output, upstream) }
    let zeros = { self.zeros([walk.batch, walk.size], like: output.gates) }
    var projected = NDArray(uninitialized: output.gates.shape, like: output.gates)
    var recurrent =
      input.kind == .gru ? NDArray(uninitialized: projected.shape, like: projected) : nil
    var hidden = upstream.hidden ?? zeros()
    var cell = input.cell.map { _ in upstream.cell ?? zeros() }
    var call = pl_recurrent(input, walk)
    call.weight = input.weight.pointer(Float.self)
    // The way back reads these four and writes none of them.
    call.gates = UnsafeMutablePointer(mutating: output.gates.pointer(Float.self))
    call.previous = UnsafeMutablePointer(mutating: output.previous.pointer(Float.self))
    call.extra = UnsafeMutablePointer(mutating: output.extra.pointer(Float.self))
    call.masked = UnsafeMutablePointer(mutating: output.masked?.pointer(Float.self))
    call.d_outputs = upstream.outputs?.pointer(Float.self)
    call.d_projected = projected.mutable(Float.self)
    call.d_recurrent = recurrent?.mutable(Float.self) ?? call.d_projected
    call.d_hidden = hidden.mutable(Float.self)
    call.d_cell = cell?.mutable(Float.self)
    input.lengths.withLengths { lengths in
      call.lengths = lengths
      withExtendedLifetime((input, output, upstream)) { pl_recurrent_backward(call) }
    }
    return RecurrentGradients(
      projected: projected, recurrent: recurrent ?? projected, hidden: hidden, cell: cell)
  }
}

extension pl_recurrent {
  /// What forward and backward share.
  fileprivate init(_ input: RecurrentInput, _ walk: SequenceWalk) {
    self.init()
    cell = pl_cell(UInt32(input.kind.rawValue))
    batch = Int64(walk.batch)
    steps = Int64(walk.steps)
    size = Int64(walk.size)
    inner_bias = input.innerBias?.pointer(Float.self)
    hidden0 = input.hidden.pointer(Float.self)
    cell0 = input.cell?.pointer(Float.self)
    peephole = input.peephole?.pointer(Float.self)
    state_mask = input.stateMask?.pointer(Float.self)
    guard let zoneout = input.zoneout else { return }
    zoneout_hidden = Float(zoneout.hidden)
    zoneout_cell = Float(zoneout.cell)
    zoneout_hidden_below = DropoutMask.threshold(zoneout.hidden)
    zoneout_cell_below = DropoutMask.threshold(zoneout.cell)
    draws_zoneout = zoneout.key != nil
    key = zoneout.key?.bits ?? 0
    first_row = Int64(zoneout.firstRow)
  }
}

extension [Int]? {
  fileprivate func withLengths(_ body: (UnsafePointer<Int64>?) -> Void) {
    guard let lengths = self else { return body(nil) }
    lengths.map(Int64.init).withUnsafeBufferPointer { body($0.baseAddress) }
  }
}
