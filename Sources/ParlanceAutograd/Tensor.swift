import ParlanceArrays

/// An array in a computation: a value and, where something upstream is trainable, a place in a graph.
///
/// The graph is built while the program runs; `backward()` walks it once, from the last node to the
/// first. A tensor belongs to one isolation domain with its graph.
public struct Tensor {
  /// The value.
  public let array: NDArray
  let node: Node?
  let output: Int

  /// Creates a constant.
  public init(_ array: NDArray) {
    self.array = array
    node = nil
    output = 0
  }

  /// Creates a constant of shape [].
  public init(_ value: Double, _ elementType: ElementType = .float32) {
    self.init(NDArray(scalar: value, elementType))
  }

  init(_ array: NDArray, node: Node?, output: Int) {
    self.array = array
    self.node = node
    self.output = output
  }

  /// The length of each axis.
  public var shape: [Int] { array.shape }
  /// The number format.
  public var elementType: ElementType { array.elementType }
  /// The value of a tensor with one element.
  public var item: Double { array.item }
  /// Whether a graph leads from this tensor to a parameter.
  public var isInGraph: Bool { node != nil }
  /// The same value, without its graph.
  public var detached: Tensor { Tensor(array) }

  package var kernels: any Kernels { array.kernels }

  @TaskLocal static var isRecording = true
  /// Looks at every operation: see `originOfNonFinite` and `observedOperations`.
  @TaskLocal static var watch: (any OperationWatch)?
}

/// Runs the body without building a graph: for evaluation.
public func withoutGraph<R>(_ body: () throws -> R) rethrows -> R {
  try Tensor.$isRecording.withValue(false, operation: body)
}

/// An operation's input with a way back of its own: `backward` reads dy and adds to dx.
public struct OperationInput {
  let tensor: Tensor
  let backward: (NDArray, inout Gradient) -> Void

  /// Creates an input of an operation with one output.
  public init(_ tensor: Tensor, _ backward: @escaping (NDArray, inout Gradient) -> Void) {
    self.tensor = tensor
    self.backward = backward
  }
}

extension Tensor {
  /// The results of an operation, of the library's own or of a user's, from its outputs and its way
  /// back.
  ///
  /// `backward` goes from the outputs' gradients, `.zero` where nothing used an output, to what is added
  /// to the gradient of each input; nil where nothing is. Closures capture arrays, never tensors. Traps
  /// on the way back where it gives another number of contributions than there are inputs.
  public static func operation(
    _ name: String, outputs: [NDArray], of inputs: [Tensor],
    backward: @escaping (_ upstream: [Gradient]) -> [Contribution?]
  ) -> [Tensor] {
    watch?.look(name, inputs, outputs)
    guard isRecording, inputs.contains(where: { $0.node != nil }) else {
      return outputs.map { Tensor($0) }
    }
    let node = Node(name, outputs: outputs, inputs: inputs, backward: backward)
    return outputs.enumerated().map { Tensor($1, node: node, output: $0) }
  }

  /// The same for an operation with one output, whose gradient is dy.
  public static func operation(
    _ name: String, _ output: NDArray, of inputs: [Tensor],
    backward: @escaping (_ dy: NDArray) -> [Contribution?]
  ) -> Tensor {
    let count = inputs.count
    return operation(name, outputs: [output], of: inputs) { upstream in
      switch upstream[0] {
      case .zero: [Contribution?](repeating: nil, count: count)
      case .dense(let dy): backward(dy)
      case .rows(let rows): backward(rows.dense)
      }
    }[0]
  }

  /// The same where each input has a way back of its own, which shares no work with the others'.
  public static func operation(
    _ name: String, _ output: NDArray, _ inputs: [OperationInput]
  ) -> Tensor {
    let ways = inputs.map(\.backward)
    return operation(name, output, of: inputs.map(\.tensor)) { dy in
      ways.map { way in { dx in way(dy, &dx) } }
    }
  }

  /// The same, input by input.
  public static func operation(
    _ name: String, _ output: NDArray, _ inputs: OperationInput...
  ) -> Tensor {
    operation(name, output, inputs)
  }
}
