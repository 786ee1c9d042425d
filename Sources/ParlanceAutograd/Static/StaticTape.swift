import ParlanceArrays

/// The operations of a static graph, each after those that it reads.
///
/// What was said before is not said again: equal operations on equal inputs are one node. What depends on
/// constants alone is computed at once.
struct StaticTape {
  enum Operation: Hashable {
    case input(String)
    case parameter(Int)
    case constant(Int)
    case unary(UnaryFunction)
    /// dy ⊙ f′(x), of x, y = f(x) and dy.
    case unaryGradient(UnaryFunction)
    /// Of two arrays of one shape, or of which one has a single element.
    case binary(BinaryFunction)
    case scaled(Double)
    /// op(a) op(b) of matrices; a third input is added to each row.
    case product(transposedA: Bool, transposedB: Bool)
    /// factor · Σ x: [].
    case sum(factor: Double)
    /// [M, N] → [N].
    case sumOfRows
    /// [N] → [M, N].
    case rows
    /// One number at all places.
    case filled

    /// Whether each element depends on those of the same place alone.
    var isElementwise: Bool {
      switch self {
      case .unary, .unaryGradient, .binary, .scaled, .filled: true
      default: false
      }
    }

    /// For people.
    var name: String {
      switch self {
      case .input(let name): name
      case .parameter: "parameter"
      case .constant: "constant"
      case .unary(let function): "\(function)".prefix { $0 != "(" }.description
      case .unaryGradient(let function): "gradient of " + "\(function)".prefix { $0 != "(" }
      case .binary(let function): "\(function)"
      case .scaled(let factor): "× \(factor)"
      case .product: "product"
      case .sum(let factor): factor == 1 ? "sum" : "mean"
      case .sumOfRows: "sum of rows"
      case .rows: "rows"
      case .filled: "fill"
      }
    }
  }

  struct Node: Hashable {
    let operation: Operation
    let inputs: [Int]
    let shape: [Int]

    var count: Int { shape.reduce(1, *) }
  }

  let elementType: ElementType
  private(set) var nodes: [Node] = []
  private(set) var parameters: [Parameter] = []
  private(set) var constants: [NDArray] = []
  private var known: [Node: Int] = [:]

  init(_ elementType: ElementType) { self.elementType = elementType }

  private mutating func append(_ node: Node) -> Int {
    if let found = known[node] { return found }
    known[node] = nodes.count
    nodes.append(node)
    return nodes.count - 1
  }

  mutating func input(_ name: String, _ shape: [Int]) -> Int {
    append(Node(operation: .input(name), inputs: [], shape: shape))
  }

  mutating func parameter(_ parameter: Parameter) -> Int {
    let number = parameters.firstIndex { $0 === parameter } ?? parameters.count
    if number == parameters.count { parameters.append(parameter) }
    return append(Node(operation: .parameter(number), inputs: [], shape: parameter.shape))
  }

  mutating func constant(_ array: NDArray) -> Int {
    let number = constants.firstIndex { $0 == array } ?? constants.count
    if number == constants.count { constants.append(array) }
    return append(Node(operation: .constant(number), inputs: [], shape: array.shape))
  }

  mutating func number(_ value: Double) -> Int {
    constant(NDArray(scalar: value, elementType))
  }

  mutating func add(_ operation: Operation, _ inputs: [Int], _ shape: [Int]) -> Int {
    let given = inputs.compactMap { input -> NDArray? in
      if case .constant(let number) = nodes[input].operation { return constants[number] }
      return nil
    }
    guard given.count == inputs.count else {
      return append(Node(operation: operation, inputs: inputs, shape: shape))
    }
    return constant(Self.value(operation, given, shape))
  }

  /// The result of one operation by itself.
  static func value(_ operation: Operation, _ x: [NDArray], _ shape: [Int]) -> NDArray {
    let kernels = x[0].kernels
    switch operation {
    case .input, .parameter, .constant: return x[0]
    case .unary(let function): return kernels.unary(function, x[0])
    case .unaryGradient(let function):
      var dx = NDArray(zeros: shape, like: x[0])
      kernels.addUnaryGradient(function, x: x[0], y: x[1], dy: x[2], &dx)
      return dx
    case .binary(let function): return kernels.binary(function, x[0], x[1]).reshaped(shape)
    case .scaled(let factor):
      var y = x[0]
      kernels.scale(factor, &y)
      return y
    case .filled: return NDArray(repeating: x[0].item, shape: shape, x[0].elementType)
    default:
      var y = NDArray(zeros: shape, like: x[0])
      write(operation, x, &y)
      return y
    }
  }

  /// The result of an operation that is not elementwise, into an array of its shape.
  static func write(_ operation: Operation, _ x: [NDArray], _ y: inout NDArray) {
    let kernels = x[0].kernels
    switch operation {
    case .product(let transposedA, let transposedB):
      kernels.matrixProduct(
        x[0], transposed: transposedA, x[1], transposed: transposedB,
        bias: x.count > 2 ? x[2] : nil, accumulate: false, &y)
    case .sum(let factor): y = kernels.sum(x[0], scale: factor)
    case .sumOfRows:
      kernels.fill(0, &y)
      y.withShape([1, y.count]) { kernels.addReduced(x[0], &$0) }
    case .rows: y = kernels.expand(x[0].reshaped([1, x[0].count]), to: y.shape)
    default: fatalError("StaticTape: \(operation.name) is elementwise")
    }
  }
}
