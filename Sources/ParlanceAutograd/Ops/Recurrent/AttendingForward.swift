import ParlanceArrays

/// The order of a batch's steps: all rows of one step, then those of the next.
struct StepOrder {
  let batch: Int
  let steps: Int
  let lengths: [Int]?

  init(_ shape: [Int], _ lengths: [Int]?) {
    (batch, steps) = (shape[0], shape[1])
    self.lengths = lengths?.allSatisfy { $0 == shape[1] } == true ? nil : lengths
  }

  /// 1 for the rows whose sequence has this step, else 0; nil where all have.
  func active(_ step: Int) -> [Int]? {
    guard let lengths, lengths.contains(where: { $0 <= step }) else { return nil }
    return lengths.map { step < $0 ? 1 : 0 }
  }

  /// [B, T, W] → [T · B, W], zeros beyond the lengths.
  func byStep(_ x: NDArray) -> NDArray {
    gathered(x) { place in
      (row: place % batch, step: place / batch)
    } at: {
      $0 * steps + $1
    }
  }

  /// [T · B, W] → [B, T, W], zeros beyond the lengths.
  func bySequence(_ x: NDArray) -> NDArray {
    gathered(x) { place in
      (row: place / steps, step: place % steps)
    } at: {
      $1 * batch + $0
    }
    .reshaped([batch, steps, x.shape[x.rank - 1]])
  }

  private func gathered(
    _ x: NDArray, _ of: (Int) -> (row: Int, step: Int), at: (Int, Int) -> Int
  ) -> NDArray {
    let (count, width) = (batch * steps, x.shape[x.rank - 1])
    var table = x.reshaped([count, width])
    if lengths != nil {
      table = joinedRows([table, NDArray(zeros: [1, width], like: x)])
    }
    let places = (0..<count).map { place in
      let (row, step) = of(place)
      return Int32(lengths.map { step < $0[row] } ?? true ? at(row, step) : count)
    }
    return x.kernels.gatherRows(table, places)
  }

  /// A step's rows of [T · B, W]: [B, W].
  func rows(_ x: NDArray, _ step: Int) -> NDArray {
    x.kernels.slice(x, axis: 0, start: step * batch, length: batch)
  }
}

/// Matrices of equal width, one under the other.
func joinedRows(_ parts: [NDArray]) -> NDArray {
  let width = parts[0].shape[1]
  let shape = [parts.reduce(0) { $0 + $1.shape[0] }, width]
  var y = NDArray(uninitialized: shape, like: parts[0])
  var start = 0
  for part in parts {
    y.kernels.scatter(
      part, View(shape).sliced(axis: 0, start: start, count: part.shape[0]), &y)
    start += part.shape[0]
  }
  return y
}

/// a b, or a bᵀ, with a bias in each row.
func product(_ a: NDArray, _ b: NDArray, transposed: Bool = false, bias: NDArray? = nil) -> NDArray
{
  var y = NDArray(uninitialized: [a.shape[0], b.shape[transposed ? 0 : 1]], like: a)
  a.kernels.matrixProduct(
    a, transposed: false, b, transposed: transposed, bias: bias, accumulate: false, &y)
  return y
}

/// What the way back reads of an attending layer's forward pass.
struct AttendingCall {
  let kind: RecurrentKind
  let order: StepOrder
  /// [T · B, D].
  let x: NDArray
  let inputWeight: NDArray
  let weight: NDArray
  let innerBias: NDArray?
  let feed: NDArray
  let query: NDArray?
  let combine: NDArray?
  let source: AttendedSource
  var steps: [Step] = []

  struct Step {
    let input: RecurrentInput
    let output: RecurrentOutput
    /// What was taken into the recurrence: [B, K] or [B, M].
    let fed: NDArray
    let queries: NDArray
    let weights: NDArray
    let contexts: NDArray
    /// [cₜ; hₜ] and h̃ₜ, where it is fed.
    let joined: NDArray?
    let combined: NDArray?
  }
}

/// The steps of an attending layer.
struct AttendingForward {
  private(set) var call: AttendingCall
  private let projected: NDArray
  private let queryBias: NDArray?
  private var hidden: NDArray
  private var cell: NDArray?
  private var fed: NDArray?

  init(
    _ kind: RecurrentKind, _ x: Tensor, _ weights: RecurrentWeights,
    _ attending: AttendingWeights, _ source: AttendedTensors, _ state: AttendingState,
    _ lengths: [Int]?
  ) {
    let order = StepOrder(x.shape, lengths)
    let inputs = order.byStep(x.array)
    let (bias, inner) = joinedBiases(kind, weights, state.hidden.shape[1])
    projected = product(inputs, weights.input.array, bias: bias)
    call = AttendingCall(
      kind: kind, order: order, x: inputs, inputWeight: weights.input.array,
      weight: weights.hidden.array, innerBias: inner, feed: attending.feed.array,
      query: attending.query?.array, combine: attending.combine?.array,
      source: AttendedSource(
        keys: source.keys.array, values: source.values.array, energy: attending.energy?.array,
        lengths: source.lengths))
    queryBias = attending.queryBias?.array
    (hidden, cell, fed) = (state.hidden.array, state.cell?.array, state.fed?.array)
  }

  private var kernels: any Kernels { projected.kernels }

  mutating func run() {
    for step in 0..<call.order.steps { call.steps.append(take(step)) }
  }

  /// The results of all steps, and the state after them.
  var results: [NDArray] {
    let (order, steps) = (call.order, call.steps)
    func all(_ part: (AttendingCall.Step) -> NDArray, _ width: Int) -> NDArray {
      steps.isEmpty
        ? NDArray(zeros: [order.batch, 0, width], like: hidden)
        : order.bySequence(joinedRows(steps.map(part)))
    }
    let size = hidden.shape[1]
    return [
      all({ $0.combined ?? $0.output.hidden }, call.combine?.shape[1] ?? size),
      all(\.contexts, call.source.values.shape[2]), all(\.weights, call.source.keys.shape[1]),
      hidden,
    ] + [cell, fed].compactMap { $0 }
  }

  private func attended() -> (queries: NDArray, weights: NDArray, contexts: NDArray) {
    let queries = call.query.map { product(hidden, $0, bias: queryBias) } ?? hidden
    let found = kernels.attendForward(call.source, queries: queries)
    return (queries, found.weights, found.contexts)
  }

  // By a function, so that nothing else holds the array: the cell's kernel writes over it.
  private func gates(_ step: Int, _ enters: NDArray) -> NDArray {
    var gates = call.order.rows(projected, step)
    kernels.matrixProduct(
      enters, transposed: false, call.feed, transposed: false, accumulate: true, &gates)
    return gates.reshaped([call.order.batch, 1, gates.shape[1]])
  }

  private mutating func take(_ step: Int) -> AttendingCall.Step {
    let active = call.order.active(step)
    var found = fed == nil ? attended() : nil
    let enters = fed ?? found!.contexts
    var input = RecurrentInput(
      kind: call.kind, projected: gates(step, enters), weight: call.weight,
      innerBias: call.innerBias, hidden: hidden, cell: cell, lengths: active)
    let output = kernels.recurrentForward(&input)
    (hidden, cell) = (output.hidden, output.cell)
    var (joined, combined): (NDArray?, NDArray?)
    if let combine = call.combine {
      found = attended()
      let both = joinedColumns(found!.contexts, hidden)
      let after = kernels.unary(.tanh, product(both, combine))
      (joined, combined) = (both, after)
      fed = active.map { chosen(after, fed!, $0) } ?? after
    }
    return AttendingCall.Step(
      input: input, output: output, fed: enters, queries: found!.queries,
      weights: found!.weights, contexts: found!.contexts, joined: joined, combined: combined)
  }

  /// Rows of the first where they are active, else of the second.
  private func chosen(_ after: NDArray, _ before: NDArray, _ active: [Int]) -> NDArray {
    kernels.gatherRows(
      joinedRows([after, before]),
      active.enumerated().map { Int32($1 == 1 ? $0 : active.count + $0) })
  }

  private func joinedColumns(_ a: NDArray, _ b: NDArray) -> NDArray {
    let shape = [a.shape[0], a.shape[1] + b.shape[1]]
    var y = NDArray(uninitialized: shape, like: a)
    kernels.scatter(a, View(shape).sliced(axis: 1, start: 0, count: a.shape[1]), &y)
    kernels.scatter(
      b, View(shape).sliced(axis: 1, start: a.shape[1], count: b.shape[1]), &y)
    return y
  }
}
