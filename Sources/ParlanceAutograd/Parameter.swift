import ParlanceArrays

/// A trainable array: a leaf of the graph, and what an update rule changes.
///
/// It is a cell with an identity: gradients are keyed by it, and the same object in two places of a
/// model is one parameter (tied weights).
public final class Parameter {
  /// How the values lie in memory, against how PyTorch's files hold them.
  public enum Layout: Sendable {
    /// The same in both.
    case asStored
    /// `[in, out]` in memory, `[out, in]` in files: the axes in reverse order.
    case transposedInFiles
  }

  /// The values; traps when set to another shape.
  public var value: NDArray {
    get { array }
    set {
      guard newValue.shape == shape else {
        fatalError("Parameter \(name ?? ""): expected shape \(shape), found \(newValue.shape)")
      }
      array = newValue
    }
  }
  /// The name within its module, where that differs from the property's.
  public let name: String?
  /// How files hold the values.
  public let layout: Layout
  /// Whether graphs lead to this parameter and update rules change it.
  public var isTrainable = true
  /// The shape of the values.
  public let shape: [Int]

  private var array: NDArray
  private(set) lazy var leaf = Node(leaf: self, array)

  /// Creates a parameter.
  public init(_ value: NDArray, name: String? = nil, layout: Layout = .asStored) {
    array = value
    shape = value.shape
    self.name = name
    self.layout = layout
  }

  /// The parameter as the beginning of a graph.
  public var tensor: Tensor {
    isTrainable && Tensor.isRecording ? Tensor(array, node: leaf, output: 0) : Tensor(array)
  }

  /// Changes the values where they lie, without a copy if no graph holds them any longer.
  ///
  /// Nothing is changed where there are no values yet: see `withoutValues`.
  public func update(_ body: (inout NDArray) -> Void) {
    if array.hasValues { body(&array) }
  }
}
