import ParlanceArrays

/// Looks at every operation while a body runs.
protocol OperationWatch: AnyObject, Sendable {
  /// After an operation has computed its outputs.
  func look(_ operation: String, _ inputs: [Tensor], _ outputs: [NDArray])
  /// Before the way back begins.
  func look(_ root: Node, seed: NDArray)
  /// After an operation has computed the gradient of an input.
  func look(_ node: Node, input: Int, _ gradient: Gradient)
}

extension OperationWatch {
  func look(_ root: Node, seed: NDArray) {}
  func look(_ node: Node, input: Int, _ gradient: Gradient) {}
}

/// One result of an operation.
public struct ObservedOperation: Sendable {
  /// What the operation is called.
  public let name: String
  /// Its result.
  public let output: NDArray
  /// The names of the parameters nearest before the operation: of its layer.
  public let parameters: [String]
}

/// Runs the body and keeps the results of some operations, in their order: activations, say.
///
/// ```swift
/// let (_, found) = observedOperations(["relu"], names: model.namedParameters()) { model(x) }
/// ```
///
/// - Parameters:
///   - kinds: what the operations are called.
///   - names: what to call parameters.
///   - body: what is observed; it builds a graph, from which the parameters are known.
public func observedOperations<R>(
  _ kinds: Set<String>, names: [(name: String, parameter: Parameter)] = [],
  _ body: () throws -> R
) rethrows -> (result: R, operations: [ObservedOperation]) {
  let observer = OperationObserver(kinds, names)
  let result = try Tensor.$watch.withValue(observer, operation: body)
  return (result, observer.found)
}

// Unchecked: a graph has one isolation domain, so one task at a time reaches the observer.
private final class OperationObserver: OperationWatch, @unchecked Sendable {
  private(set) var found: [ObservedOperation] = []
  private let kinds: Set<String>
  private let names: [ObjectIdentifier: String]

  init(_ kinds: Set<String>, _ names: [(name: String, parameter: Parameter)]) {
    self.kinds = kinds
    self.names = Dictionary(
      names.map { (ObjectIdentifier($0.parameter), $0.name) }, uniquingKeysWith: { a, _ in a })
  }

  func look(_ operation: String, _ inputs: [Tensor], _ outputs: [NDArray]) {
    guard kinds.contains(operation), let output = outputs.first else { return }
    found.append(
      ObservedOperation(
        name: operation, output: output,
        parameters: Node.nearestParameters(inputs.compactMap(\.node), names)))
  }
}

extension Node {
  /// The parameters that the fewest operations separate from the given nodes.
  static func nearestParameters(_ nodes: [Node], _ names: [ObjectIdentifier: String]) -> [String] {
    var (level, seen) = (nodes, Set<UInt64>())
    while !level.isEmpty {
      level = level.filter { seen.insert($0.identifier).inserted }
      let found = level.filter { $0.parameter != nil }
      if !found.isEmpty { return found.map { names[$0.parameter!] ?? $0.operation } }
      level = level.flatMap { $0.inputs.compactMap(\.?.node) }
    }
    return []
  }
}
