import ParlanceArrays

extension DeviceKernels {
  package func recurrentForward(_ input: inout RecurrentInput) -> RecurrentOutput {
    let walk = LayerWalk(input.kind, input.projected.shape)
    if walk.isEmpty { return standIn().recurrentForward(&input) }
    let states = [walk.batch, walk.steps, walk.size]
    var (hidden, cell) = (input.hidden, input.cell)
    var fed = input.stateMask.map { binary(.multiply, input.hidden, $0) }
    var (outputs, previous) = (new(states), new(states))
    var masked = input.stateMask.map { _ in new(states) }
    var extra = new(input.kind.hasExtra ? states : [0])
    let gates = write(&input.projected)
    let (h, hiddenFed) = (write(&hidden), write(&fed))
    let (u, others) = (read(input.weight), write(&extra))
    let shared: [Argument] = [
      .block(input.lengths.map { block($0) }), .block(read(input.peephole)),
      .block(read(input.innerBias)), .block(read(input.stateMask)), .block(gates), .block(h),
      .block(write(&cell)), .block(hiddenFed), .block(write(&previous)), .block(write(&masked)),
      .block(others), .block(write(&outputs)),
    ]
    let state = Matrix(block: hiddenFed ?? h, stride: walk.size)
    for step in 0..<walk.steps {
      let at = walk.gates(gates, step)
      multiply(
        (walk.batch, walk.joined, walk.size), state, Matrix(block: u, stride: walk.width),
        adds: true, at)
      if input.kind == .gru {
        multiply(
          (walk.batch, walk.size, walk.size), state, walk.candidate(of: u), adds: false,
          walk.states(others, step))
      }
      func run(_ phase: Int) {
        device.run(
          "recurrent_forward", groups: walk.groups,
          [walk.layer(input), .long(step), .int(phase)] + shared)
      }
      run(0)
      if input.kind == .gruResetBefore {
        multiply(
          (walk.batch, walk.size, walk.size), walk.states(others, step), walk.candidate(of: u),
          adds: true, walk.candidate(of: at))
        run(1)
      }
    }
    return RecurrentOutput(
      outputs: outputs, previous: previous, masked: masked, gates: input.projected, extra: extra,
      hidden: hidden, cell: cell)
  }

  package func recurrentBackward(
    _ input: RecurrentInput, _ output: RecurrentOutput, _ upstream: RecurrentUpstream
  ) -> RecurrentGradients {
    let walk = LayerWalk(input.kind, output.gates.shape)
    if walk.isEmpty { return standIn().recurrentBackward(input, output, upstream) }
    var hidden = upstream.hidden ?? zeros([walk.batch, walk.size])
    var cell = input.cell.map { upstream.cell ?? zeros($0.shape) }
    var projected = new(output.gates.shape)
    var recurrent = input.kind == .gru ? new(output.gates.shape) : nil
    let dx = write(&projected)
    let (du, u) = (write(&recurrent) ?? dx, read(input.weight))
    let through = device.block(4 * walk.batch * walk.size)
    let back = Matrix(block: through, stride: walk.size)
    let dh = write(&hidden)
    let shared: [Argument] = [
      .block(input.lengths.map { block($0) }), .block(read(input.peephole)),
      .block(read(input.stateMask)), .block(read(output.gates)), .block(read(output.extra)),
      .block(read(output.previous)), .block(read(output.masked)), .block(read(input.cell)),
      .block(read(upstream.outputs)), .block(through), .block(dh), .block(write(&cell)),
      .block(dx), .block(du),
    ]
    for step in (0..<walk.steps).reversed() {
      func run(_ phase: Int) {
        device.run(
          "recurrent_backward", groups: walk.groups,
          [walk.layer(input), .long(step), .int(phase), .flag(step < walk.steps - 1)] + shared)
      }
      run(0)
      if input.kind == .gruResetBefore {
        multiply(
          (walk.batch, walk.size, walk.size), walk.candidate(of: walk.gates(dx, step)),
          walk.candidate(of: u).transposed, adds: false, back)
        run(1)
      }
      multiply(
        (walk.batch, walk.size, walk.backJoined), walk.gates(du, step),
        Matrix(block: u, stride: walk.width, isTransposed: true), adds: false, back)
    }
    addThrough(through, read(input.stateMask), dh, walk.batch * walk.size)
    return RecurrentGradients(
      projected: projected, recurrent: recurrent ?? projected, hidden: hidden, cell: cell)
  }

  /// The last product's share of the initial state's gradient.
  private func addThrough(_ through: Block, _ mask: Block?, _ dh: Block, _ count: Int) {
    if let mask {
      device.each("add_product", count, [.block(through), .block(mask), .block(dh)])
    } else {
      device.each("add_scaled", count, [.float(1), .block(through), .block(dh)])
    }
  }
}

extension Matrix {
  fileprivate var transposed: Matrix {
    Matrix(block: block, offset: offset, stride: stride, isTransposed: true)
  }
}

/// The extents of a recurrent layer, and where in its arrays a step lies.
private struct LayerWalk {
  let kind: RecurrentKind
  let batch, steps, size: Int
  /// The gates' numbers of a step: G · H.
  let width: Int

  init(_ kind: RecurrentKind, _ shape: [Int]) {
    self.kind = kind
    (batch, steps, width) = (shape[0], shape[1], shape[2])
    size = width / kind.gateCount
  }

  var isEmpty: Bool { batch == 0 || steps == 0 || size == 0 }

  var groups: Int { (batch * size + Accelerator.lanes - 1) / Accelerator.lanes }

  /// The columns of U whose product with h joins the gates.
  var joined: Int { kind == .gru || kind == .gruResetBefore ? 2 * size : width }

  /// The columns whose gradients go through U to h.
  var backJoined: Int { kind == .gruResetBefore ? 2 * size : width }

  /// A step of [B, T, G·H].
  func gates(_ block: Block, _ step: Int) -> Matrix {
    Matrix(block: block, offset: step * width, stride: steps * width)
  }

  /// A step of [B, T, H].
  func states(_ block: Block, _ step: Int) -> Matrix {
    Matrix(block: block, offset: step * size, stride: steps * size)
  }

  /// The columns of U for the candidate n.
  func candidate(of u: Block) -> Matrix { Matrix(block: u, offset: 2 * size, stride: width) }

  /// The candidate's columns of a step.
  func candidate(of step: Matrix) -> Matrix {
    Matrix(block: step.block, offset: step.offset + 2 * size, stride: step.stride)
  }

  /// The struct `layer` of `recurrent.cl`.
  func layer(_ input: RecurrentInput) -> Argument {
    let zoneout = input.zoneout
    let form = zoneout.map { $0.key == nil ? 2 : 1 } ?? 0
    func bits(_ rate: Double?) -> UInt64 { UInt64(Float(rate ?? 0).bitPattern) }
    func threshold(_ rate: Double?) -> UInt64 { UInt64(DropoutMask.threshold(rate ?? 0)) }
    return .structure(
      [batch, steps, size, Int(kind.rawValue), form, zoneout?.firstRow ?? 0].map { UInt64($0) }
        + [
          threshold(zoneout?.hidden), threshold(zoneout?.cell), zoneout?.key?.bits ?? 0,
          bits(zoneout?.hidden) | bits(zoneout?.cell) << 32,
        ])
  }
}
