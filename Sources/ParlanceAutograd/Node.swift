import ParlanceArrays

/// What an operation adds to the gradient of one of its inputs; it adds where that gradient lies.
public typealias Contribution = (inout Gradient) -> Void

/// One operation in a graph: what it came from, and how gradients go back through it.
final class Node {
  /// From the outputs' gradients to what is added to each input's; nil where nothing is.
  ///
  /// Work that inputs share is done when this is called. A contribution is called at most once after
  /// it, and only for an input that a parameter is upstream of.
  typealias Backward = (_ upstream: [Gradient]) -> [Contribution?]

  /// Later nodes have greater numbers, so that descending order is a topological one.
  let identifier = nextIdentifier()
  let operation: String
  let outputShapes: [[Int]]
  /// Those outputs that are a single number, to be read where the graph is drawn.
  let outputScalars: [NDArray?]
  let elementType: ElementType
  /// The nodes behind the inputs, with which of their outputs; nil for constants.
  private(set) var inputs: [(node: Node, output: Int)?]
  let inputShapes: [[Int]]
  let inputScalars: [NDArray?]
  let backward: Backward
  /// Set for a leaf.
  let parameter: ObjectIdentifier?

  init(
    _ operation: String, outputs: [NDArray], inputs: [Tensor], backward: @escaping Backward
  ) {
    self.operation = operation
    outputShapes = outputs.map(\.shape)
    outputScalars = outputs.map { $0.count == 1 ? $0 : nil }
    elementType = outputs.first?.elementType ?? .float32
    self.inputs = inputs.map { tensor in tensor.node.map { ($0, tensor.output) } }
    inputShapes = inputs.map(\.shape)
    inputScalars = inputs.map { $0.array.count == 1 ? $0.array : nil }
    self.backward = backward
    parameter = nil
  }

  /// A leaf; it holds no array, so that the parameter's own has one owner.
  init(leaf parameter: Parameter, _ value: NDArray) {
    operation = parameter.name ?? "parameter"
    outputShapes = [value.shape]
    outputScalars = [nil]
    elementType = value.elementType
    inputs = []
    inputShapes = []
    inputScalars = []
    backward = { _ in [] }
    self.parameter = ObjectIdentifier(parameter)
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
