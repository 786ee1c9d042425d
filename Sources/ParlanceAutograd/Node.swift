import ParlanceArrays

/// One operation in a graph: what it came from, and how gradients go back through it.
final class Node {
  /// One input's way back: reads the outputs' gradients, accumulates into the input's.
  typealias Backward = (_ upstream: [Gradient], _ downstream: inout Gradient) -> Void

  /// Later nodes have greater numbers, so that descending order is a topological one.
  let identifier = nextIdentifier()
  let operation: String
  let outputShapes: [[Int]]
  /// The value of each output that is a single number.
  let outputScalars: [Double?]
  let elementType: ElementType
  /// The nodes behind the inputs, with which of their outputs; nil for constants.
  private(set) var inputs: [(node: Node, output: Int)?]
  let inputShapes: [[Int]]
  let inputScalars: [Double?]
  let backward: [Backward]
  let preparing: (([Gradient]?) -> Void)?
  /// Set for a leaf.
  var parameter: ObjectIdentifier?

  init(
    _ operation: String, outputs: [NDArray], inputs: [Tensor], backward: [Backward],
    preparing: (([Gradient]?) -> Void)? = nil
  ) {
    self.operation = operation
    outputShapes = outputs.map(\.shape)
    outputScalars = outputs.map { $0.count == 1 && $0.hasValues ? $0[flat: 0] : nil }
    elementType = outputs.first?.elementType ?? .float32
    self.inputs = inputs.map { tensor in tensor.node.map { ($0, tensor.output) } }
    inputShapes = inputs.map(\.shape)
    inputScalars = inputs.map { $0.array.count == 1 ? $0.array[flat: 0] : nil }
    self.backward = backward
    self.preparing = preparing
  }

  // A chain of a million nodes must not be released by a million nested deinits: each node that
  // nothing else holds gives its inputs to one list before it goes.
  deinit {
    var pending = takeInputs()
    // Taken out by a function, so that in every build `node` is the only reference to what it holds.
    while var node = pending.popLast() {
      if isKnownUniquelyReferenced(&node) { pending.append(contentsOf: node.takeInputs()) }
    }
  }

  private func takeInputs() -> [Node] {
    let nodes = inputs.compactMap { $0?.node }
    inputs = []
    return nodes
  }
}
