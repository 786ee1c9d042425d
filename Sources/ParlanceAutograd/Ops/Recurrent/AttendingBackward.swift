import ParlanceArrays

/// The way back through an attending layer: one walk from the last step to the first, from which each input
/// then takes its part.
struct AttendingBackward {
  private let call: AttendingCall
  /// The recurrent layer's part, whose rows are steps.
  let layer: RecurrentBackward
  private let scores: AttendedGradients
  /// Of each step, one under the other.
  private let dGates: NDArray
  private let dQueries: NDArray
  private let dContexts: NDArray
  private let dCombined: NDArray?
  private let hidden: NDArray
  private let cell: NDArray?
  private let fed: NDArray?

  init(_ call: AttendingCall, _ upstream: [Gradient]) {
    self.call = call
    var walk = AttendingWalk(call, upstream)
    for step in call.steps.indices.reversed() { walk.take(step) }
    func all(_ parts: [NDArray], _ width: Int) -> NDArray {
      parts.isEmpty
        ? NDArray(zeros: [0, width], like: call.x) : joinedRows(parts.reversed())
    }
    let size = call.weight.shape[0]
    dGates = all(walk.projected, call.weight.shape[1])
    dQueries = all(walk.dQueries, call.source.keys.shape[2])
    dContexts = all(walk.dContexts, call.source.values.shape[2])
    dCombined = call.combine.map { all(walk.dCombined, $0.shape[1]) }
    (hidden, cell, fed, scores) = (walk.hidden, walk.cell, walk.fed, walk.scores)
    func steps(_ x: NDArray) -> NDArray { x.reshaped([x.shape[0], 1, x.shape[1]]) }
    func flat(_ parts: [NDArray], _ width: Int) -> NDArray {
      all(parts.reversed().map { $0.reshaped([$0.shape[0], width]) }, width)
    }
    let before = steps(flat(call.steps.map(\.output.previous), size))
    let recurrent =
      call.kind == .gru ? all(walk.recurrent, call.weight.shape[1]) : dGates
    // What the adders of the plain layer read: weights' shapes, states and the gradients of all rows.
    let input = RecurrentInput(
      kind: call.kind, projected: steps(dGates), weight: call.weight, innerBias: nil,
      hidden: hidden, cell: cell, lengths: nil)
    layer = RecurrentBackward(
      RecurrentCall(
        input: input,
        output: RecurrentOutput(
          outputs: before, previous: before, masked: nil, gates: steps(dGates),
          extra: call.kind == .gruResetBefore
            ? steps(flat(call.steps.map(\.output.extra), size)) : before,
          hidden: hidden, cell: cell),
        x: call.x, inputWeight: call.inputWeight, places: nil),
      RecurrentGradients(
        projected: steps(dGates), recurrent: steps(recurrent), hidden: hidden, cell: cell))
  }

  private var order: StepOrder { call.order }
  private var kernels: any Kernels { call.x.kernels }

  // dx = dP Wᵀ
  func addInput(_ dx: inout Gradient) {
    dx.add(order.bySequence(product(dGates, call.inputWeight, transposed: true)))
  }

  func addHidden(_ dh: inout Gradient) { dh.add(hidden) }

  func addCell(_ dc: inout Gradient) { if let cell { dc.add(cell) } }

  func addFed(_ df: inout Gradient) { if let fed { df.add(fed) } }

  private func addProduct(
    _ a: [NDArray], _ b: NDArray, _ shape: [Int], _ dw: inout Gradient
  ) {
    if a.isEmpty { return }
    let a = joinedRows(a)
    dw.write(shape, like: b) {
      kernels.matrixProduct(a, transposed: true, b, transposed: false, accumulate: $1, &$0)
    }
  }

  func addFeed(_ df: inout Gradient) {
    addProduct(call.steps.map(\.fed), dGates, call.feed.shape, &df)
  }

  func addQuery(_ dq: inout Gradient) {
    addProduct(
      call.steps.map { call.combine == nil ? $0.input.hidden : $0.output.hidden }, dQueries,
      call.query!.shape, &dq)
  }

  func addQueryBias(_ db: inout Gradient) {
    Broadcasting.addReduced(dQueries, to: [dQueries.shape[1]], &db)
  }

  func addEnergy(_ dv: inout Gradient) {
    if let energies = scores.energies {
      Broadcasting.addReduced(energies, to: [energies.shape[1]], &dv)
    }
  }

  func addCombine(_ dc: inout Gradient) {
    addProduct(call.steps.compactMap(\.joined), dCombined!, call.combine!.shape, &dc)
  }

  func addKeys(_ dk: inout Gradient) { dk.add(scores.keys) }

  // For each sequence: weightsᵀ dContexts over its steps.
  func addValues(_ dv: inout Gradient) {
    if call.steps.isEmpty { return }
    let weights = order.bySequence(joinedRows(call.steps.map(\.weights)))
    let contexts = order.bySequence(dContexts)
    let pairs = (0..<order.batch).map(Int64.init)
    dv.write(call.source.values.shape, like: weights) {
      kernels.matrixProducts(
        weights, transposed: true, contexts, transposed: false, MatrixPairs(a: pairs, b: pairs),
        accumulate: $1, &$0)
    }
  }
}

/// The steps back.
private struct AttendingWalk {
  let call: AttendingCall
  private let dOutputs: NDArray?
  private let dOwnContexts: NDArray?
  private let dWeights: NDArray?
  // Turned once: products with them are those of every step.
  private let feed: NDArray
  private let query: NDArray?
  private let combine: NDArray?
  var scores: AttendedGradients
  var hidden: NDArray
  var cell: NDArray?
  var fed: NDArray?
  // From the last step to the first.
  var projected: [NDArray] = []
  var recurrent: [NDArray] = []
  var dQueries: [NDArray] = []
  var dContexts: [NDArray] = []
  var dCombined: [NDArray] = []

  init(_ call: AttendingCall, _ upstream: [Gradient]) {
    self.call = call
    func turned(_ x: NDArray) -> NDArray { x.kernels.permute(x, [1, 0]) }
    (feed, query, combine) = (
      turned(call.feed), call.query.map(turned), call.combine.map(turned)
    )
    let (order, size) = (call.order, call.weight.shape[0])
    func given(_ index: Int, _ shape: [Int]) -> NDArray? {
      if case .zero = upstream[index] { return nil }
      return upstream[index].array(shape, like: call.x)
    }
    func steps(_ index: Int, _ width: Int) -> NDArray? {
      order.steps == 0 ? nil : given(index, [order.batch, order.steps, width]).map(order.byStep)
    }
    let combined = call.combine?.shape[1]
    dOutputs = steps(0, combined ?? size)
    dOwnContexts = steps(1, call.source.values.shape[2])
    dWeights = steps(2, call.source.keys.shape[1])
    func state(_ index: Int, _ width: Int) -> NDArray {
      given(index, [order.batch, width])
        ?? NDArray(zeros: [order.batch, width], like: call.x)
    }
    hidden = state(3, size)
    cell = call.kind == .lstm ? state(4, size) : nil
    fed = combined.map { state(call.kind == .lstm ? 5 : 4, $0) }
    scores = AttendedGradients(of: call.source)
  }

  private var kernels: any Kernels { call.x.kernels }

  private func sum(_ a: NDArray, _ b: NDArray?) -> NDArray {
    b.map { kernels.binary(.add, a, $0) } ?? a
  }

  mutating func take(_ step: Int) {
    let own = dOwnContexts.map { call.order.rows($0, step) }
    let outputs = dOutputs.map { call.order.rows($0, step) }
    guard let combine else {
      hidden = sum(hidden, outputs)
      goThroughCell(step)
      attend(step, sum(product(projected.last!, feed), own))
      return
    }
    let passed = uncombine(step, combine, outputs, own)
    goThroughCell(step)
    fed = sum(product(projected.last!, feed), passed)
  }

  /// From h̃ to the state and the contexts; gives what of the gradient goes past the step.
  private mutating func uncombine(
    _ step: Int, _ combine: NDArray, _ outputs: NDArray?, _ own: NDArray?
  ) -> NDArray? {
    let part = call.steps[step]
    var (reaching, passed): (NDArray, NDArray?) = (fed!, nil)
    if let active = call.order.active(step) {
      func masked(_ keeps: Int) -> NDArray {
        let mask = NDArray(
          active.map { $0 == keeps ? 1 : 0 }, shape: [active.count, 1], like: reaching)
        return kernels.binary(
          .multiply, reaching, kernels.expand(mask, to: reaching.shape))
      }
      (reaching, passed) = (masked(1), masked(0))
    }
    var d = NDArray(zerosLike: reaching)
    kernels.addUnaryGradient(
      .tanh, x: part.combined!, y: part.combined!, dy: sum(reaching, outputs), &d)
    dCombined.append(d)
    let both = product(d, combine)
    let width = call.source.values.shape[2]
    hidden = sum(
      hidden,
      kernels.slice(both, axis: 1, start: width, length: both.shape[1] - width))
    attend(step, sum(kernels.slice(both, axis: 1, start: 0, length: width), own))
    return passed
  }

  private mutating func attend(_ step: Int, _ contexts: NDArray) {
    let part = call.steps[step]
    let d = kernels.attendBackward(
      call.source, queries: part.queries, weights: part.weights,
      dWeights: dWeights.map { call.order.rows($0, step) }, dContexts: contexts, &scores)
    dQueries.append(d)
    dContexts.append(contexts)
    hidden = sum(hidden, query.map { product(d, $0) } ?? d)
  }

  private mutating func goThroughCell(_ step: Int) {
    let part = call.steps[step]
    let back = kernels.recurrentBackward(
      part.input, part.output,
      RecurrentUpstream(outputs: nil, hidden: hidden, cell: cell))
    let rows = [call.order.batch, call.weight.shape[1]]
    projected.append(back.projected.reshaped(rows))
    if call.kind == .gru { recurrent.append(back.recurrent.reshaped(rows)) }
    (hidden, cell) = (back.hidden, back.cell)
  }
}
