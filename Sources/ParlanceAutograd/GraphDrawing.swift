import Foundation
import ParlanceArrays

/// A picture of the graph behind a tensor: a box for each operation, parameter and constant, with
/// its shape, its value where that is one number, and its gradient where gradients are given.
public struct GraphDrawing: Sendable {
  package enum Kind: Sendable { case operation, parameter, constant }

  package struct Box: Sendable {
    package let kind: Kind
    package let lines: [String]
  }

  /// From the beginning of the graph to its end: an edge leads from a smaller index to a greater.
  package private(set) var boxes: [Box] = []
  package private(set) var edges: [(from: Int, to: Int)] = []

  private init(boxes: [Box], edges: [(from: Int, to: Int)]) {
    (self.boxes, self.edges) = (boxes, edges)
  }

  /// Creates the drawing of what a tensor depends on.
  ///
  /// - Parameters:
  ///   - tensor: the end of the graph.
  ///   - gradients: from `backward(keepingAll: true)`; a gradient of many numbers is shown by its
  ///     Euclidean norm.
  ///   - names: what to call parameters.
  ///   - result: what to call the end of the graph.
  public init(
    _ tensor: Tensor, gradients: Gradients? = nil, names: [(String, Parameter)] = [],
    result: String? = nil
  ) {
    let names = Dictionary(
      names.map { (ObjectIdentifier($0.1), $0.0) }, uniquingKeysWith: { first, _ in first })
    let nodes = tensor.sortedNodes
    let scalars = Self.leafScalars(nodes)
    var places: [UInt64: Int] = [:]
    for node in nodes {
      var sources: [Int] = []
      for (index, input) in node.inputs.enumerated() {
        if let input {
          sources.append(places[input.node.identifier]!)
        } else {
          sources.append(boxes.count)
          boxes.append(Self.constant(node.inputShapes[index], node.inputScalars[index]?.item))
        }
      }
      places[node.identifier] = boxes.count
      edges += sources.map { ($0, boxes.count) }
      boxes.append(
        Box(
          kind: node.parameter == nil ? .operation : .parameter,
          lines: [
            (node === tensor.node ? result.map { "\($0) = " } : nil).map { $0 + node.operation }
              ?? node.parameter.flatMap { names[$0] } ?? node.operation
          ]
            + Self.shapeAndValue(node, node.parameter == nil ? nil : scalars[node.identifier])
            + Self.gradient(gradients?[node, 0])))
    }
    if nodes.isEmpty {
      boxes = [Self.constant(tensor.shape, tensor.array.count == 1 ? tensor.item : nil)]
    }
  }

  /// A parameter's value as the graph saw it: it may have been changed since, or before.
  private static func leafScalars(_ nodes: [Node]) -> [UInt64: Double] {
    var scalars: [UInt64: Double] = [:]
    for node in nodes {
      for (input, scalar) in zip(node.inputs, node.inputScalars) {
        if let input, let scalar { scalars[input.node.identifier] = scalar.item }
      }
    }
    return scalars
  }

  private static func constant(_ shape: [Int], _ value: Double?) -> Box {
    Box(kind: .constant, lines: value.map { [number($0)] } ?? ["constant", "\(shape)"])
  }

  private static func shapeAndValue(_ node: Node, _ leafScalar: Double?) -> [String] {
    let shapes = node.outputShapes.map(\.description).joined(separator: " ")
    let value = leafScalar ?? (node.outputScalars.count == 1 ? node.outputScalars[0]?.item : nil)
    // A number has no shape worth telling.
    return (shapes == "[]" ? [] : [shapes]) + (value.map { ["value \(number($0))"] } ?? [])
  }

  private static func gradient(_ gradient: NDArray?) -> [String] {
    guard let gradient else { return [] }
    if gradient.count == 1 { return ["gradient \(number(gradient.item))"] }
    return ["‖gradient‖ \(number(gradient.kernels.sumOfSquares(gradient).squareRoot()))"]
  }

  static func number(_ value: Double) -> String { String(format: "%.5g", value) }

  /// The graph in the DOT language of Graphviz.
  public var dot: String {
    func escaped(_ text: String) -> String {
      text.replacingOccurrences(of: "\\", with: "\\\\")
        .replacingOccurrences(of: "\"", with: "\\\"").replacingOccurrences(of: "\n", with: " ")
    }
    var lines = ["digraph {", "  rankdir=LR;", "  node [shape=box, fontname=\"monospace\"];"]
    for (index, box) in boxes.enumerated() {
      let style =
        switch box.kind {
        case .operation: "style=rounded"
        case .parameter: "style=filled, fillcolor=\"#dbeafe\""
        case .constant: "style=filled, fillcolor=\"#f1f5f9\", fontsize=10"
        }
      let label = box.lines.map(escaped).joined(separator: "\\n")
      lines.append("  n\(index) [label=\"\(label)\", \(style)];")
    }
    lines += edges.map { "  n\($0.from) -> n\($0.to);" }
    return lines.joined(separator: "\n") + "\n}\n"
  }
}

extension GraphDrawing {
  /// The drawing of a static graph; operations that are one pass say which.
  init(_ tape: StaticTape, _ plan: StaticPlan) {
    var passes: [Int: Int] = [:]
    for (number, instruction) in plan.instructions.enumerated() {
      for node in instruction.outputs { passes[node] = number + 1 }
    }
    self.init(
      boxes: tape.nodes.enumerated().map { place, node in
        let kind: Kind =
          switch node.operation {
          case .constant: .constant
          case .input, .ids, .parameter: .parameter
          default: .operation
          }
        let lines =
          [node.operation.name, "\(node.shape)"] + (passes[place].map { ["pass \($0)"] } ?? [])
        return Box(kind: kind, lines: lines)
      },
      edges: tape.nodes.enumerated().flatMap { place, node in node.inputs.map { ($0, place) } })
  }
}
