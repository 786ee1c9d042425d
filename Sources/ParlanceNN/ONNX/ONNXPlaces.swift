import ParlanceArrays
import ParlanceAutograd
import ParlanceSystem

/// Where the tokens of a graph stand: T places after those that were read before, and what sines and cosines
/// are of them.
public struct ONNXPlaces {
  /// Their numbers: [T].
  let places: ONNXGraph.Value

  /// Those of T tokens from `start` on; both are numbers.
  public init(_ graph: inout ONNXGraph, from start: ONNXGraph.Value, count: ONNXGraph.Value) {
    places = graph.node("Range", start, graph.node("Add", start, count), graph.scalar(1))
  }

  /// sin(t · rateᵢ + phaseᵢ): [T, I]. Angles of far places need more digits than a float has.
  fileprivate func waves(
    _ graph: inout ONNXGraph, rates: [Double], phases: [Double], named name: String
  ) -> ONNXGraph.Value {
    let column = graph.node(
      "Unsqueeze", graph.node("Cast", places, attributes: ["to": .int(11)]), graph.constant([1]))
    let angles = graph.node(
      "Add", graph.node("Mul", column, graph.doubles(rates, named: name + ".rates")),
      graph.doubles(phases, named: name + ".phases"))
    return graph.node("Cast", graph.node("Sin", angles), attributes: ["to": .int(1)])
  }
}

extension PositionalEncoding {
  /// Adds the places' vectors: [N, T, E].
  public func onnx(
    _ graph: inout ONNXGraph, _ x: ONNXGraph.Value, _ places: ONNXPlaces, named name: String
  ) -> ONNXGraph.Value {
    guard let table else {
      let phases = Self.rates(size).indices.map { $0.isMultiple(of: 2) ? 0 : Double.pi / 2 }
      return graph.node(
        "Add", x, places.waves(&graph, rates: Self.rates(size), phases: phases, named: name))
    }
    return graph.node("Add", x, table.onnx(&graph, places.places, named: name + ".table"))
  }
}

extension RotaryPositions {
  /// Turns queries or keys [N, H, T, D].
  func onnx(
    _ graph: inout ONNXGraph, _ x: ONNXGraph.Value, _ places: ONNXPlaces, size: Int
  ) -> ONNXGraph.Value {
    let rates = rates(size)
    let half = rates.count
    func waves(_ phase: Double) -> ONNXGraph.Value {
      places.waves(
        &graph, rates: rates, phases: [Double](repeating: phase, count: half), named: "rotary")
    }
    let (cosine, sine) = (waves(.pi / 2), waves(0))
    let parts = graph.nodes(
      "Split", [x, graph.constant([half, half])], outputs: 2, ["axis": .int(3)])
    func product(_ part: Int, _ factor: ONNXGraph.Value) -> ONNXGraph.Value {
      graph.node("Mul", parts[part], factor)
    }
    let turned = [
      graph.node("Sub", product(0, cosine), product(1, sine)),
      graph.node("Add", product(1, cosine), product(0, sine)),
    ]
    return graph.nodes("Concat", turned, outputs: 1, ["axis": .int(3)])[0]
  }
}
