extension ReferenceKernels {
  package func recurrentForward(_ input: inout RecurrentInput) -> RecurrentOutput {
    let walk = SequenceWalk(input)
    let (batch, steps, size, gates) = (walk.batch, walk.steps, walk.size, walk.gates)
    var output = RecurrentOutput(
      outputs: zeros([batch, steps, size], like: input.projected),
      previous: zeros([batch, steps, size], like: input.projected),
      masked: input.stateMask.map { _ in zeros([batch, steps, size], like: input.projected) },
      gates: input.projected,
      extra: zeros(input.kind.hasExtra ? [batch, steps, size] : [0], like: input.projected),
      hidden: input.hidden, cell: input.cell)
    let u = elements(input.weight)
    let innerBias = input.innerBias.map { elements($0) }
    for row in 0..<batch {
      let state = row * size..<(row + 1) * size
      let mask = input.stateMask.map { elements($0)[state] }
      for step in 0..<walk.lengths[row] {
        let place = row * steps + step
        let h = Array(elements(output.hidden)[state])
        let masked = mask.map { zip(h, $0).map { $0 * $1 } }
        put(h, in: &output.previous, at: place)
        if let masked { put(masked, in: &output.masked!, at: place) }
        let x = Array(
          elements(output.gates)[place * gates * size..<(place + 1) * gates * size])
        let c = output.cell.map { Array(elements($0)[state]) }
        let cell = CellStep(
          kind: input.kind, size: size, u: u, innerBias: innerBias,
          peephole: input.peephole.map { elements($0) }, x: x, h: h, masked: masked ?? h, c: c)
        let after = input.mixed(h, cell.h, .hidden, row, step)
        put(cell.gates, in: &output.gates, at: place)
        put(after, in: &output.outputs, at: place)
        put(after, in: &output.hidden, at: row)
        var extra = cell.extra
        if let c {
          extra = input.mixed(c, extra, .cell, row, step)
          put(extra, in: &output.cell!, at: row)
        }
        if input.kind.hasExtra { put(extra, in: &output.extra, at: place) }
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
    let zeros = self.zeros([batch, size], like: output.gates)
    var result = RecurrentGradients(
      projected: self.zeros(output.gates.shape, like: output.gates),
      recurrent: self.zeros(output.gates.shape, like: output.gates),
      hidden: upstream.hidden ?? zeros,
      cell: input.cell.map { _ in upstream.cell ?? zeros })
    let u = elements(input.weight)
    for row in 0..<batch {
      let state = row * size..<(row + 1) * size
      for step in (0..<walk.lengths[row]).reversed() {
        let place = row * steps + step
        func at(_ x: NDArray, _ width: Int, _ place: Int) -> [T] {
          Array(elements(x)[place * width..<(place + 1) * width])
        }
        var dh = Array(elements(result.hidden)[state])
        if let dy = upstream.outputs { dh = zip(dh, at(dy, size, place)).map { $0 + $1 } }
        let dc = result.cell.map { Array(elements($0)[state]) }
        let c = input.cell.map { initial in
          step > 0 ? at(output.extra, size, place - 1) : Array(elements(initial)[state])
        }
        let h = at(output.previous, size, place)
        let back = CellStepBack(
          kind: input.kind, size: size, u: u, peephole: input.peephole.map { elements($0) },
          gates: at(output.gates, gates * size, place),
          extra: input.kind.hasExtra ? at(output.extra, size, place) : [], h: h,
          masked: output.masked.map { at($0, size, place) } ?? h,
          mask: input.stateMask.map { Array(elements($0)[state]) }, c: c,
          dh: input.throughCell(dh, .hidden, row, step),
          dc: dc.map { input.throughCell($0, .cell, row, step) })
        put(back.dx, in: &result.projected, at: place)
        put(back.du, in: &result.recurrent, at: place)
        put(
          input.pastCell(dh, .hidden, row, step, adding: back.dPrevious), in: &result.hidden,
          at: row)
        if let dc {
          put(input.pastCell(dc, .cell, row, step, adding: back.dc), in: &result.cell!, at: row)
        }
      }
    }
    return result
  }
  /// Writes values at a place of an array of such rows.
  private func put(_ values: [T], in y: inout NDArray, at place: Int) {
    y.mutable(T.self).advanced(by: place * values.count).update(from: values, count: values.count)
  }
}

extension RecurrentInput {
  /// The factor of each unit's state before the step; nil without zoneout.
  private func kept<T: Element>(
    _ state: ZoneoutMask.State, _ row: Int, _ step: Int, _ size: Int
  ) -> [T]? {
    zoneout.map { mask in
      (0..<size).map { T(mask.kept(state, row: row, step: step, unit: $0)) }
    }
  }

  /// k ⊙ before + (1 − k) ⊙ after.
  fileprivate func mixed<T: Element>(
    _ before: [T], _ after: [T], _ state: ZoneoutMask.State, _ row: Int, _ step: Int
  ) -> [T] {
    guard let kept: [T] = kept(state, row, step, before.count) else { return after }
    return kept.indices.map { kept[$0] * before[$0] + (1 - kept[$0]) * after[$0] }
  }

  /// (1 − k) ⊙ d: what goes back through the cell's equations.
  fileprivate func throughCell<T: Element>(
    _ d: [T], _ state: ZoneoutMask.State, _ row: Int, _ step: Int
  ) -> [T] {
    mixed([T](repeating: 0, count: d.count), d, state, row, step)
  }

  /// k ⊙ d + rest: what reaches the state before.
  fileprivate func pastCell<T: Element>(
    _ d: [T], _ state: ZoneoutMask.State, _ row: Int, _ step: Int, adding rest: [T]
  ) -> [T] {
    guard let kept: [T] = kept(state, row, step, d.count) else { return rest }
    return kept.indices.map { kept[$0] * d[$0] + rest[$0] }
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
