import ParlanceArrays
import ParlanceSystem

/// A computation that is defined once, for given shapes, and run many times.
///
/// A `Tensor`'s graph is built anew at each step, as the program goes. Here the body is run once, to write down what
/// there is to do; then what is said twice is done once, what depends on constants alone is computed, neighbouring
/// elementwise functions become one pass over memory, biases go into their products, and memory is planned: products
/// and elementwise functions write where another value lay. The price: shapes are fixed, and no `if` of the body may look at a value.
///
/// ```swift
/// let graph = StaticGraph { g in
///   let x = g.input("x", [64, 2])
///   let h = relu(matmul(x, g.parameter(w1)) + g.parameter(b1))
///   let a = sigmoid(matmul(h, g.parameter(w2)) + g.parameter(b2))
///   let y = g.input("y", [64, 1])
///   return -(y * log(a) + (1 - y) * log(1 - a)).mean()
/// }
/// for batch in batches {
///   optimizer.step(graph.run(["x": batch.x, "y": batch.y]).gradients)
/// }
/// ```
///
/// Values and gradients have the bits of the same operations on tensors, gradients that are summed of three or more
/// ways but for the order of the sums. Abadi et al., *TensorFlow: A System for Large-Scale Machine Learning*, 2016.
public final class StaticGraph {
  let tape: StaticTape
  let plan: StaticPlan
  private let result: Int
  private let gradientNodes: [(parameter: Int, gradient: StaticGradient)]
  private let kept: [String: Int]
  var slots: [NDArray]
  /// Values of nodes that lie in no slot.
  var given: [Int: NDArray] = [:]
  private var hasRun = false
  private(set) var givenIds: [Int: [Int32]] = [:]
  var repetition = GraphRepetition()

  /// Records the body, which gives a scalar, and its gradients.
  ///
  /// Traps where shapes do not fit, or the result is no scalar.
  public init(_ elementType: ElementType = .float32, _ body: (StaticGraphBuilder) -> StaticValue) {
    let builder = StaticGraphBuilder(elementType)
    let value = body(builder)
    guard value.shape.reduce(1, *) == 1 else {
      fatalError("StaticGraph: expected a scalar as the result, found shape \(value.shape)")
    }
    result = value.node
    var tape = builder.tape
    gradientNodes = tape.gradients(of: value.node).map { ($0.parameter, tape.gradient($0.node)) }
    self.tape = tape
    kept = builder.kept
    plan = StaticPlan(
      tape,
      outputs: [value.node] + gradientNodes.map(\.gradient.node) + kept.values.sorted())
    slots = plan.slotCounts.map { NDArray(zeros: [$0], elementType) }
    for (place, node) in tape.nodes.enumerated() {
      if case .constant(let number) = node.operation { given[place] = tape.constants[number] }
    }
  }

  /// Computes the scalar and the gradients of all parameters that it depends on; of a parameter that is nothing but
  /// a table of embeddings, looked up once, those of the rows that were looked up.
  ///
  /// Traps where an input is missing or has another shape or element type than was said, or an id is outside its
  /// table.
  public func run(
    _ values: [String: NDArray], ids: [String: [Int32]] = [:]
  ) -> (value: Double, gradients: Gradients) {
    for (place, node) in tape.nodes.enumerated() {
      switch node.operation {
      case .input(let name): given[place] = checked(name, values[name], node.shape)
      case .ids(let name): givenIds[place] = checked(name, ids[name], node.shape[0])
      case .parameter(let number): given[place] = tape.parameters[number].value
      default: break
      }
    }
    checkIds()
    if !runRecorded() { plan.instructions.forEach(run) }
    var gradients = Gradients()
    for (number, gradient) in gradientNodes {
      let parameter = tape.parameters[number]
      switch gradient {
      case .whole(let node): gradients[parameter] = found(node).reshaped(parameter.shape)
      case .rows(let node, let ids):
        gradients[gradient: parameter] = .rows(
          RowGradient(summing: found(node), at: givenIds[ids]!, tableShape: parameter.shape))
      }
    }
    let scalar = found(result).item
    // Whoever changes a parameter or an input after this finds no second owner.
    for (place, node) in tape.nodes.enumerated() {
      switch node.operation {
      case .input, .parameter: if !kept.values.contains(place) { given[place] = nil }
      default: break
      }
    }
    hasRun = true
    return (scalar, gradients)
  }

  /// What a value that was kept had become when the graph last ran; nil before, and for a name that is not known.
  public func keptValue(_ name: String) -> NDArray? { hasRun ? kept[name].map(found) : nil }

  /// A result: where a recording will write again, a copy.
  private func found(_ node: Int) -> NDArray { isRecorded ? value(node).apart() : value(node) }

  private func checked(_ name: String, _ array: NDArray?, _ shape: [Int]) -> NDArray {
    guard let array, array.shape == shape, array.elementType == tape.elementType else {
      let found = array.map { "\($0.shape) of \($0.elementType)" } ?? "nothing"
      fatalError(
        "StaticGraph: input \(name): expected \(shape) of \(tape.elementType), found \(found)")
    }
    return array
  }

  private func checked(_ name: String, _ ids: [Int32]?, _ count: Int) -> [Int32] {
    guard let ids, ids.count == count else {
      let found = ids.map { "\($0.count)" } ?? "nothing"
      fatalError("StaticGraph: ids \(name): expected \(count) whole numbers, found \(found)")
    }
    return ids
  }

  private func value(_ node: Int) -> NDArray {
    if let array = given[node] { return array }
    return slots[plan.slots[node]!].reshaped(tape.nodes[node].shape)
  }

  func run(_ instruction: StaticPlan.Instruction) {
    let x = instruction.inputs.filter { givenIds[$0] == nil }.map(value)
    let ids = instruction.inputs.compactMap { givenIds[$0] }.first ?? []
    // Taken out for the moment, so that writes find the only references.
    var outputs = instruction.outputs.map { node in
      let slot = plan.slots[node]!
      let array = slots[slot]
      slots[slot] = Self.nothing
      return array
    }
    switch instruction.kind {
    case .chain(let chain):
      x[0].kernels.chain(chain, x, &outputs)
    case .single(.crossEntropy):
      let found = loss(x[0], ids)
      for place in outputs.indices { outputs[place] = place == 0 ? found.mean : found.gradient }
    case .single(.normalized(let epsilon)):
      let found = x[0].kernels.normalize(x[0], epsilon: epsilon)
      for place in outputs.indices {
        outputs[place] = place == 0 ? found.normalized : found.inverse
      }
    case .single(let operation):
      outputs[0].withShape(tape.nodes[instruction.outputs[0]].shape) {
        StaticTape.write(operation, x, ids: ids, &$0)
      }
    }
    for (place, node) in instruction.outputs.enumerated() {
      slots[plan.slots[node]!] = outputs[place]
    }
  }

  private func loss(_ logits: NDArray, _ targets: [Int32]) -> (mean: NDArray, gradient: NDArray) {
    let share = 1 / Double(targets.count)
    let (losses, gradient) = logits.kernels.crossEntropy(
      logits, targets: targets, ignoring: -1, scale: share)
    return (logits.kernels.sum(losses, scale: share), gradient)
  }

  /// A recording looks at no id.
  private func checkIds() {
    for instruction in plan.instructions {
      guard case .single(let operation) = instruction.kind,
        let ids = instruction.inputs.lazy.compactMap({ self.givenIds[$0] }).first
      else { continue }
      let shape = tape.nodes[instruction.inputs[0]].shape
      let count =
        switch operation {
        case .embedding: shape[0]
        case .crossEntropy: shape[1]
        default: Int.max
        }
      if let id = ids.first(where: { $0 < 0 || $0 >= count }) {
        fatalError("StaticGraph: \(operation.name): id \(id) is outside 0 ..< \(count)")
      }
    }
  }

  private static let nothing = NDArray(zeros: [0])
}

/// Where a parameter's gradient is found.
enum StaticGradient {
  case whole(Int)
  /// What reaches the rows that were looked up, and by which ids.
  case rows(Int, ids: Int)

  var node: Int {
    switch self {
    case .whole(let node), .rows(let node, _): node
    }
  }
}

extension StaticTape {
  fileprivate func gradient(_ node: Int) -> StaticGradient {
    guard nodes[node].operation == .embeddingGradient else { return .whole(node) }
    return .rows(nodes[node].inputs[0], ids: nodes[node].inputs[1])
  }
}

/// What a static graph does in a run.
public struct StaticGraphCost: Sendable, Equatable {
  /// Operations as the body and its gradients say them, what is said twice counted once.
  public let operations: Int
  /// Passes over memory that are made of them.
  public let passes: Int
  /// Additions and multiplications.
  public let floatingPointOperations: Int
  /// Bytes read and written.
  public let bytesMoved: Int
  /// Bytes of all values between inputs and results, as planned.
  public let peakBytes: Int
  /// Bytes that they would take if none served twice and all were written.
  public let unplannedBytes: Int
}

extension StaticGraph {
  /// What a run does, counted.
  public var cost: StaticGraphCost {
    let size = tape.elementType == .float32 ? 4 : 8
    func count(_ node: Int) -> Int { tape.nodes[node].count }
    let computed = Set(plan.instructions.flatMap(\.outputs))
    // Of rows that were looked up no whole gradient is made.
    let own = tape.nodes.indices.filter { node in
      let operation = tape.nodes[node].operation
      return operation.isComputed && (operation != .embeddingGradient || computed.contains(node))
    }
    let needed = own.filter { computed.contains($0) || tape.nodes[$0].operation.isElementwise }
    var work = 0
    var moved = 0
    for instruction in plan.instructions {
      moved += (instruction.inputs + instruction.outputs).reduce(0) { $0 + count($1) * size }
      switch instruction.kind {
      case .single(.embedding):
        moved += (count(instruction.outputs[0]) - count(instruction.inputs[0])) * size
      case .chain(let chain): work += chain.steps.count * count(instruction.outputs[0])
      case .single(.product(let transposedA, _, let groups)):
        let a = tape.nodes[instruction.inputs[0]].shape
        work += 2 * count(instruction.outputs[0]) * (transposedA ? a[0] / groups : a[1])
      case .single: work += instruction.inputs.reduce(0) { $0 + count($1) }
      }
    }
    return StaticGraphCost(
      operations: own.count, passes: plan.instructions.count, floatingPointOperations: work,
      bytesMoved: moved, peakBytes: plan.slotCounts.reduce(0, +) * size,
      unplannedBytes: needed.reduce(0) { $0 + count($1) } * size)
  }

  /// A picture of the whole graph, gradients among it: operations of one pass stand in boxes of one number.
  public var drawing: GraphDrawing { GraphDrawing(tape, plan) }
}
