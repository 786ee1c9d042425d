import ParlanceArrays

/// The operations of a static graph, each after those that it reads.
///
/// What was said before is not said again: equal operations on equal inputs are one node. What depends on
/// constants alone is computed at once.
struct StaticTape {
  enum Operation: Hashable {
    case input(String)
    /// Whole numbers, given at each run: ids of tokens, or right classes.
    case ids(String)
    case parameter(Int)
    case constant(Int)
    case unary(UnaryFunction)
    /// dy ⊙ f′(x), of x, y = f(x) and dy.
    case unaryGradient(UnaryFunction)
    /// Of two arrays of one shape, or of which one has a single element.
    case binary(BinaryFunction)
    case scaled(Double)
    /// op(a) op(b) of matrices, or of as many below each other; a third input is added to each row.
    case product(transposedA: Bool, transposedB: Bool, groups: Int = 1)
    /// The elements as an array of this shape, whose axes are then in another order.
    case permuted(from: [Int], axes: [Int])
    /// Of each row, where there are queries row r of its first r mod queries + 1 places alone.
    case softmax(queries: Int?)
    /// Of y and dy.
    case softmaxGradient
    /// (x − mean) ⁄ √(variance + ε) of each row.
    case normalized(epsilon: Double)
    /// 1 ⁄ √(variance + ε) of each row: [M], which is found on the way to the normalised rows.
    case inverseDeviation(epsilon: Double)
    /// Of y, 1 ⁄ √(variance + ε) and dy.
    case normalizedGradient
    /// factor · Σ x: [].
    case sum(factor: Double)
    /// [M, N] → [N].
    case sumOfRows
    /// [N] → [M, N].
    case rows
    /// One number at all places.
    case filled
    /// Rows from the given one on: [M, N] → [K, N].
    case slice(from: Int)
    /// Matrices below each other.
    case joined
    /// [V, D], ids [N] → [N, D].
    case embedding
    /// dy [N, D], ids [N] → [V, D], zero where no id points.
    case embeddingGradient
    /// Of logits [N, V] and ids [N]: the mean of N losses.
    case crossEntropy
    /// Of the same: (softmax − one-hot) ⁄ N, which is found on the way to the losses.
    case crossEntropyGradient

    /// Whether each element depends on those of the same place alone.
    var isElementwise: Bool {
      switch self {
      case .unary, .unaryGradient, .binary, .scaled, .filled: true
      default: false
      }
    }

    /// Whether it is computed: neither given nor constant.
    var isComputed: Bool {
      switch self {
      case .input, .ids, .parameter, .constant: false
      default: true
      }
    }

    /// Whether another operation finds it on its way.
    var isFoundAlong: Bool {
      switch self {
      case .crossEntropyGradient, .inverseDeviation: true
      default: false
      }
    }

    /// For people.
    var name: String {
      switch self {
      case .input(let name), .ids(let name): name
      case .parameter: "parameter"
      case .constant: "constant"
      case .unary(let function): "\(function)".prefix { $0 != "(" }.description
      case .unaryGradient(let function): "gradient of " + "\(function)".prefix { $0 != "(" }
      case .binary(let function): "\(function)"
      case .scaled(let factor): "× \(factor)"
      case .product: "product"
      case .permuted: "permute"
      case .softmax: "softmax"
      case .softmaxGradient: "gradient of softmax"
      case .normalized: "normalize"
      case .inverseDeviation: "1 / deviation"
      case .normalizedGradient: "gradient of normalize"
      case .sum(let factor): factor == 1 ? "sum" : "mean"
      case .sumOfRows: "sum of rows"
      case .rows: "rows"
      case .filled: "fill"
      case .slice: "slice"
      case .joined: "concatenate"
      case .embedding: "embedding"
      case .embeddingGradient: "gradient of embedding"
      case .crossEntropy: "cross-entropy"
      case .crossEntropyGradient: "gradient of cross-entropy"
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

  mutating func ids(_ name: String, _ count: Int) -> Int {
    append(Node(operation: .ids(name), inputs: [], shape: [count]))
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
    case .input, .ids, .parameter, .constant: return x[0]
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
    case .normalized(let epsilon): return kernels.normalize(x[0], epsilon: epsilon).normalized
    case .filled: return NDArray(repeating: x[0].item, shape: shape, x[0].elementType)
    default:
      var y = NDArray(zeros: shape, like: x[0])
      write(operation, x, ids: [], &y)
      return y
    }
  }

  /// The result of an operation that is not elementwise, into an array of its shape.
  ///
  /// - `ids`: the values of its input of whole numbers, if it has one.
  static func write(_ operation: Operation, _ x: [NDArray], ids: [Int32], _ y: inout NDArray) {
    let kernels = x[0].kernels
    switch operation {
    case .product(let transposedA, let transposedB, 1):
      kernels.matrixProduct(
        x[0], transposed: transposedA, x[1], transposed: transposedB,
        bias: x.count > 2 ? x[2] : nil, accumulate: false, &y)
    case .product(let transposedA, let transposedB, let groups):
      func apart(_ shape: [Int]) -> [Int] { [groups, shape[0] / groups, shape[1]] }
      let pairs = MatrixPairs(a: (0..<Int64(groups)).map { $0 }, b: (0..<Int64(groups)).map { $0 })
      let (a, b) = (x[0].reshaped(apart(x[0].shape)), x[1].reshaped(apart(x[1].shape)))
      y.withShape(apart(y.shape)) {
        kernels.matrixProducts(
          a, transposed: transposedA, b, transposed: transposedB, pairs, accumulate: false, &$0)
      }
    case .permuted(let shape, let axes):
      y = kernels.gather(x[0].reshaped(shape), View(shape).permuted(axes)).reshaped(y.shape)
    case .softmax(nil): y = kernels.softmax(x[0], logarithm: false)
    case .softmax(let queries?):
      let limits = (0..<y.shape[0]).map { Int32(min($0 % queries + 1, y.shape[1])) }
      y = kernels.softmax(x[0], limits: limits)
    case .softmaxGradient:
      kernels.fill(0, &y)
      kernels.addSoftmaxGradient(y: x[0], dy: x[1], logarithm: false, &y)
    case .normalizedGradient:
      kernels.fill(0, &y)
      kernels.addNormalizeGradient(normalized: x[0], inverse: x[1], dy: x[2], &y)
    case .sum(let factor): y = kernels.sum(x[0], scale: factor)
    case .sumOfRows:
      kernels.fill(0, &y)
      y.withShape([1, y.count]) { kernels.addReduced(x[0], &$0) }
    case .rows: y = kernels.expand(x[0].reshaped([1, x[0].count]), to: y.shape)
    case .slice(let start):
      y = kernels.slice(x[0], axis: 0, start: start, length: y.shape[0])
    case .joined:
      var start = 0
      for part in x {
        kernels.scatter(
          part, View(y.shape).sliced(axis: 0, start: start, count: part.shape[0]), &y)
        start += part.shape[0]
      }
    case .embedding: y = kernels.gatherRows(x[0], ids)
    case .embeddingGradient:
      kernels.fill(0, &y)
      kernels.addRows(x[0], at: ids, &y)
    case .input, .ids, .parameter, .constant, .unary, .unaryGradient, .binary, .scaled, .filled,
      .crossEntropy, .crossEntropyGradient, .normalized, .inverseDeviation:
      fatalError("StaticTape: \(operation.name) is not written by itself")
    }
  }
}
