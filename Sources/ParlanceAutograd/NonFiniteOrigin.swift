import Foundation
import ParlanceArrays

/// Where numbers stopped being finite: the first operation whose result has a NaN or an infinity
/// though all that it was made of was finite.
public struct NonFiniteOrigin: Sendable, Equatable, CustomStringConvertible {
  /// What the operation was doing.
  public enum Pass: String, Sendable {
    /// It got such numbers from outside the graph: from data, or from a parameter.
    case input
    /// It computed its result.
    case forward
    /// It computed the gradient of one of its inputs.
    case backward
  }

  /// The operation's name.
  public let operation: String
  /// What the operation was doing.
  public let pass: Pass
  /// The operation's input: the one that was not finite, or whose gradient was not.
  public let input: Int?
  /// The shape of the array that is not finite.
  public let shape: [Int]
  /// The names of the parameters nearest before the operation: of its layer.
  public let parameters: [String]

  public var description: String {
    let what =
      switch pass {
      case .input: "input \(input ?? 0) of \(operation) is not finite"
      case .forward: "\(operation) makes a result that is not finite"
      case .backward:
        input.map {
          "\(operation), on the way back, makes a gradient of input \($0) that is not finite"
        }
          ?? "the gradient given to \(operation) is not finite"
      }
    let place = parameters.isEmpty ? "" : ", after \(parameters.joined(separator: ", "))"
    return "\(what) (shape \(shape))\(place)"
  }
}

/// Runs the body, forward and backward, and tells where a number that is not finite was born; nil
/// where all stayed finite.
///
/// ```swift
/// let origin = originOfNonFinite(names: model.namedParameters()) {
///   _ = loss(model(x)).backward()
/// }
/// ```
///
/// - Parameters:
///   - names: what to call parameters.
///   - countingInfinities: false where only NaN counts, for computations that mask with −∞.
///   - body: what is watched.
public func originOfNonFinite(
  names: [(name: String, parameter: Parameter)] = [], countingInfinities: Bool = true,
  _ body: () throws -> Void
) rethrows -> NonFiniteOrigin? {
  let watch = NonFiniteWatch(names, countingInfinities)
  try Tensor.$watch.withValue(watch, operation: body)
  return watch.origin
}

// Unchecked: a graph has one isolation domain, so one task at a time reaches the watch.
private final class NonFiniteWatch: OperationWatch, @unchecked Sendable {
  private(set) var origin: NonFiniteOrigin?
  private let names: [ObjectIdentifier: String]
  private let countingInfinities: Bool

  init(_ names: [(name: String, parameter: Parameter)], _ countingInfinities: Bool) {
    self.names = Dictionary(
      names.map { (ObjectIdentifier($0.parameter), $0.name) }, uniquingKeysWith: { a, _ in a })
    self.countingInfinities = countingInfinities
  }

  func look(_ operation: String, _ inputs: [Tensor], _ outputs: [NDArray]) {
    if origin != nil { return }
    let nodes = inputs.compactMap(\.node)
    if let index = inputs.firstIndex(where: { isBad($0.array) }) {
      report(operation, .input, index, inputs[index].shape, inputs[index].node.map { [$0] } ?? [])
    } else if let output = outputs.first(where: isBad) {
      report(operation, .forward, nil, output.shape, nodes)
    }
  }

  func look(_ root: Node, seed: NDArray) {
    if origin == nil, isBad(seed) { report(root.operation, .backward, nil, seed.shape, [root]) }
  }

  func look(_ node: Node, input: Int, _ gradient: Gradient) {
    guard origin == nil else { return }
    if let numbers = gradient.numbers, isBad(numbers) {
      report(
        node.operation, .backward, input, node.inputShapes[input], node.inputs.compactMap(\.?.node))
    }
  }

  private func isBad(_ array: NDArray) -> Bool {
    if array.kernels.allFinite(array) { return false }
    return countingInfinities || array.doubles.contains(where: \.isNaN)
  }

  private func report(
    _ operation: String, _ pass: NonFiniteOrigin.Pass, _ input: Int?, _ shape: [Int],
    _ nodes: [Node]
  ) {
    origin = NonFiniteOrigin(
      operation: operation, pass: pass, input: input, shape: shape,
      parameters: Node.nearestParameters(nodes, names))
  }
}
