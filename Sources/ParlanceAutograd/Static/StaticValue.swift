import ParlanceArrays

/// A value of a static graph: what it will be is known only when the graph runs, its shape at once.
public struct StaticValue {
  let builder: StaticGraphBuilder
  let node: Int

  /// The length of each axis.
  public var shape: [Int] { builder.tape.nodes[node].shape }

  private func unary(_ function: UnaryFunction) -> StaticValue {
    let shape = shape
    return builder.value { $0.add(.unary(function), [node], shape) }
  }

  /// The sum of all elements: [].
  public func sum() -> StaticValue { builder.value { $0.add(.sum(factor: 1), [node], []) } }

  /// The mean of all elements: [].
  public func mean() -> StaticValue {
    let count = Double(shape.reduce(1, *))
    return builder.value { $0.add(.sum(factor: 1 / count), [node], []) }
  }

  /// Some rows of a matrix: [M, N] → [K, N]; traps for rows that are not there.
  public func slice(_ rows: Range<Int>) -> StaticValue {
    guard shape.count == 2, rows.lowerBound >= 0, rows.upperBound <= shape[0] else {
      fatalError("StaticGraph: rows \(rows) of shape \(shape)")
    }
    let shape = [rows.count, shape[1]]
    return builder.value { $0.add(.slice(from: rows.lowerBound), [node], shape) }
  }

  /// The elements as an array of a shape, its axes put into another order and then seen as a shape again: queries
  /// [B T, H D] of heads that are apart are `permuted([B, T, H, D], [0, 2, 1, 3], into: [B * H * T, D])`.
  ///
  /// Traps for shapes of another count, and axes that are not each of them once.
  public func permuted(_ from: [Int], _ axes: [Int], into shape: [Int]) -> StaticValue {
    let count = self.shape.reduce(1, *)
    guard from.reduce(1, *) == count, shape.reduce(1, *) == count,
      axes.sorted() == Array(from.indices)
    else { fatalError("StaticGraph: \(self.shape) as \(from), axes \(axes), as \(shape)") }
    return builder.value { $0.add(.permuted(from: from, axes: axes), [node], shape) }
  }

  /// Two operands of one shape: of [M, N] and [N] the second at each row; one number stands for all places.
  private static func binary(
    _ function: BinaryFunction, _ a: StaticValue, _ b: StaticValue
  ) -> StaticValue {
    func spread(_ x: StaticValue, like other: StaticValue) -> Int {
      let shape = other.shape
      guard shape.count == 2, x.shape == [shape[1]] else { return x.node }
      return x.builder.value { $0.add(.rows, [x.node], shape) }.node
    }
    let (left, right) = (spread(a, like: b), spread(b, like: a))
    let nodes = a.builder.tape.nodes
    guard
      nodes[left].shape == nodes[right].shape || nodes[left].count == 1 || nodes[right].count == 1
    else { fatalError("StaticGraph: \(function) of shapes \(a.shape) and \(b.shape)") }
    return a.builder.value { $0.binary(function, left, right) }
  }

  private func number(_ value: Double) -> StaticValue { builder.value { $0.number(value) } }

  public static func + (a: StaticValue, b: StaticValue) -> StaticValue { binary(.add, a, b) }
  public static func - (a: StaticValue, b: StaticValue) -> StaticValue { binary(.subtract, a, b) }
  public static func * (a: StaticValue, b: StaticValue) -> StaticValue { binary(.multiply, a, b) }
  public static func / (a: StaticValue, b: StaticValue) -> StaticValue { binary(.divide, a, b) }
  public static func + (a: StaticValue, b: Double) -> StaticValue { a + a.number(b) }
  public static func + (a: Double, b: StaticValue) -> StaticValue { b.number(a) + b }
  public static func - (a: StaticValue, b: Double) -> StaticValue { a - a.number(b) }
  public static func - (a: Double, b: StaticValue) -> StaticValue { b.number(a) - b }
  public static func * (a: StaticValue, b: Double) -> StaticValue { a * a.number(b) }
  public static func * (a: Double, b: StaticValue) -> StaticValue { b.number(a) * b }
  public static func / (a: StaticValue, b: Double) -> StaticValue { a / a.number(b) }
  public static func / (a: Double, b: StaticValue) -> StaticValue { b.number(a) / b }
  public static prefix func - (a: StaticValue) -> StaticValue { a.unary(.negate) }

  fileprivate static func function(_ function: UnaryFunction, _ x: StaticValue) -> StaticValue {
    x.unary(function)
  }
}

/// tanh x, of a static graph.
public func tanh(_ x: StaticValue) -> StaticValue { .function(.tanh, x) }
/// 1 ⁄ (1 + e⁻ˣ), of a static graph.
public func sigmoid(_ x: StaticValue) -> StaticValue { .function(.sigmoid, x) }
/// max(x, 0), of a static graph.
public func relu(_ x: StaticValue) -> StaticValue { .function(.relu, x) }
/// x Φ(x), of a static graph.
public func gelu(_ x: StaticValue) -> StaticValue { .function(.gelu, x) }
/// x σ(x), of a static graph.
public func silu(_ x: StaticValue) -> StaticValue { .function(.silu, x) }
/// eˣ, of a static graph.
public func exp(_ x: StaticValue) -> StaticValue { .function(.exp, x) }
/// ln x, of a static graph.
public func log(_ x: StaticValue) -> StaticValue { .function(.log, x) }
/// √x, of a static graph.
public func sqrt(_ x: StaticValue) -> StaticValue { .function(.sqrt, x) }
/// x², of a static graph.
public func square(_ x: StaticValue) -> StaticValue { .function(.square, x) }
/// |x|, of a static graph.
public func abs(_ x: StaticValue) -> StaticValue { .function(.abs, x) }

/// a b, or a bᵀ, of a static graph: [M, K], [K, N] → [M, N]; traps for other shapes.
///
/// - `groups`: how many matrices lie below each other on both sides: [G M, K], [G K, N] → [G M, N].
public func matmul(
  _ a: StaticValue, _ b: StaticValue, transposingB: Bool = false, groups: Int = 1
) -> StaticValue {
  guard a.shape.count == 2, b.shape.count == 2, groups > 0, a.shape[0] % groups == 0,
    b.shape[0] % groups == 0,
    a.shape[1] == (transposingB ? b.shape[1] : b.shape[0] / groups)
  else {
    fatalError("StaticGraph: \(groups) products of shapes \(a.shape) and \(b.shape)")
  }
  let shape = [a.shape[0], transposingB ? b.shape[0] / groups : b.shape[1]]
  return a.builder.value {
    $0.add(
      .product(transposedA: false, transposedB: transposingB, groups: groups), [a.node, b.node],
      shape)
  }
}

/// Softmax of each row of a matrix, of a static graph; traps for another rank.
///
/// - `queries`: where rows are so many queries again and again, of which each attends to those before it and itself:
///   row r has its first r mod queries + 1 places alone.
public func softmax(_ x: StaticValue, queries: Int? = nil) -> StaticValue {
  guard x.shape.count == 2,
    queries.map({ $0 > 0 && x.shape[0] % $0 == 0 && $0 <= x.shape[1] }) ?? true
  else {
    fatalError("StaticGraph: softmax of shape \(x.shape) for \(queries ?? 0) queries")
  }
  let shape = x.shape
  return x.builder.value { $0.add(.softmax(queries: queries), [x.node], shape) }
}

/// (x − mean) ⁄ √(variance + ε) ⊙ weight + bias of each row, of a static graph: [M, N], [N], [N] → [M, N]; traps for
/// other shapes.
public func layerNorm(
  _ x: StaticValue, _ weight: StaticValue, _ bias: StaticValue, epsilon: Double = 1e-5
) -> StaticValue {
  guard x.shape.count == 2, weight.shape == [x.shape[1]], bias.shape == weight.shape else {
    fatalError("StaticGraph: layerNorm of shapes \(x.shape), \(weight.shape) and \(bias.shape)")
  }
  let shape = x.shape
  let rows = x.builder.value { $0.add(.normalized(epsilon: epsilon), [x.node], shape) }
  return rows * weight + bias
}

/// Matrices below each other, of a static graph: parts of [Mᵢ, N] → [Σ Mᵢ, N]; traps for other shapes.
public func concatenate(_ parts: [StaticValue]) -> StaticValue {
  guard let first = parts.first, parts.allSatisfy({ $0.shape.count == 2 }),
    parts.allSatisfy({ $0.shape[1] == first.shape[1] })
  else { fatalError("StaticGraph: concatenate of shapes \(parts.map(\.shape))") }
  let shape = [parts.reduce(0) { $0 + $1.shape[0] }, first.shape[1]]
  return first.builder.value { $0.add(.joined, parts.map(\.node), shape) }
}

/// The rows of a table by their ids, of a static graph: [V, D], N ids → [N, D]; traps for another shape.
public func embedding(_ table: StaticValue, _ ids: StaticIds) -> StaticValue {
  guard table.shape.count == 2 else {
    fatalError("StaticGraph: embedding of a table of shape \(table.shape)")
  }
  let shape = [ids.count, table.shape[1]]
  return table.builder.value { $0.add(.embedding, [table.node, ids.node], shape) }
}

/// The mean of −ln softmax(logits)[target], of a static graph: [N, V], N targets → []; traps for other shapes.
public func crossEntropy(_ logits: StaticValue, _ targets: StaticIds) -> StaticValue {
  guard logits.shape.count == 2, logits.shape[0] == targets.count else {
    fatalError("StaticGraph: \(targets.count) targets for logits \(logits.shape)")
  }
  return logits.builder.value { $0.add(.crossEntropy, [logits.node, targets.node], []) }
}

/// Whole numbers of a static graph: what they are is known only when the graph runs, their count at once.
public struct StaticIds {
  let node: Int
  public let count: Int
}

/// Where the body of a static graph takes its inputs and parameters from.
public final class StaticGraphBuilder {
  var tape: StaticTape
  private(set) var kept: [String: Int] = [:]

  init(_ elementType: ElementType) { tape = StaticTape(elementType) }

  func value(_ add: (inout StaticTape) -> Int) -> StaticValue {
    StaticValue(builder: self, node: add(&tape))
  }

  /// What is given at each run, by its name.
  public func input(_ name: String, _ shape: [Int]) -> StaticValue {
    value { $0.input(name, shape) }
  }

  /// Whole numbers that are given at each run, by their name.
  public func ids(_ name: String, _ count: Int) -> StaticIds {
    StaticIds(node: tape.ids(name, count), count: count)
  }

  /// Keeps a value beyond the run: ``StaticGraph/keptValue(_:)``.
  public func keep(_ name: String, _ value: StaticValue) { kept[name] = value.node }

  /// A parameter: its value is read anew at each run.
  public func parameter(_ parameter: Parameter) -> StaticValue {
    value { $0.parameter(parameter) }
  }

  /// Numbers that never change.
  public func constant(_ array: NDArray) -> StaticValue { value { $0.constant(array) } }
}
