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
  /// Looks at every operation: see `originOfNonFinite`.
  @TaskLocal static var watch: NonFiniteWatch?
}

/// Runs the body without building a graph: for evaluation.
public func withoutGraph<R>(_ body: () throws -> R) rethrows -> R {
  try Tensor.$isRecording.withValue(false, operation: body)
}

/// An operation's input with its way back: `backward` reads dy and adds to dx.
public struct OperationInput {
  let tensor: Tensor
  let backward: Node.Backward

  /// For operations with one output.
  public init(_ tensor: Tensor, _ backward: @escaping (NDArray, inout Gradient) -> Void) {
    self.init(
      tensor,
      all: { upstream, dx in
        switch upstream[0] {
        case .zero: break
        case .dense(let dy): backward(dy, &dx)
        case .rows(let rows): backward(rows.dense, &dx)
        }
      })
  }

  /// For operations with several outputs: `.zero` stands for an output that nothing used.
  public init(_ tensor: Tensor, all backward: @escaping ([Gradient], inout Gradient) -> Void) {
    self.tensor = tensor
    self.backward = backward
  }
}

extension Tensor {
  /// The result of an operation: of the library's own, or of a user's.
  ///
  /// Each input comes with a closure that gets the gradient of the output and accumulates the
  /// input's own. Closures capture arrays, never tensors.
  public static func operation(
    _ name: String, _ output: NDArray, _ inputs: OperationInput...
  ) -> Tensor {
    operation(name, outputs: [output], inputs)[0]
  }

  /// The results of an operation with several outputs.
  ///
  /// `preparing` is called with the outputs' gradients before the inputs' closures, and with nil
  /// after them: for what these share.
  public static func operation(
    _ name: String, outputs: [NDArray], _ inputs: [OperationInput],
    preparing: (([Gradient]?) -> Void)? = nil
  ) -> [Tensor] {
    watch?.look(name, inputs.map(\.tensor), outputs)
    guard isRecording, inputs.contains(where: { $0.tensor.node != nil }) else {
      return outputs.map { Tensor($0) }
    }
    let node = Node(
      name, outputs: outputs, inputs: inputs.map(\.tensor), backward: inputs.map(\.backward),
      preparing: preparing)
    return outputs.enumerated().map { Tensor($1, node: node, output: $0) }
  }
}
