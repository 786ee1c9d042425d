import ArgumentParser
import ParlanceArrays
import ParlanceAutograd
import ParlanceSystem

/// `parlance bench static`.
struct BenchStatic: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "static",
    abstract: "Time a graph that is defined once beside one that is built at each step.",
    discussion: """
      Layers h ← σ(h W + b) ⊙ tanh(h U + c) and the binary cross-entropy of a last unit: loss and gradients, no \
      update. Steps of both graphs take turns; the figures are medians after two that are not counted.
      """)

  @Option(help: ArgumentHelp("Rows at once.", valueName: "n"))
  var batch = 64

  @Option(help: ArgumentHelp("Units of each layer, and numbers of each row.", valueName: "n"))
  var hidden = 100

  @Option(help: ArgumentHelp("Layers.", valueName: "n"))
  var layers = 2

  @Option(help: ArgumentHelp("Steps of each that are timed.", valueName: "n"))
  var steps = 200

  @OptionGroup(title: "Common options")
  var common: CommonOptions

  func validate() throws {
    try check("batch", batch, 1...(1 << 20))
    try check("hidden", hidden, 1...8192)
    try check("layers", layers, 1...64)
    try check("steps", steps, 1...1_000_000)
  }

  private struct Report: Encodable {
    let dynamicStepsPerSecond: Double
    let staticStepsPerSecond: Double
    let operations: Int
    let passes: Int
    let plannedBytes: Int
    let unplannedBytes: Int
  }

  func run() throws {
    common.apply()
    let network = GatedNetwork(batch: batch, hidden: hidden, layers: layers)
    let graph = network.staticGraph()
    var (dynamic, planned): ([Double], [Double]) = ([], [])
    for _ in 0..<steps + 2 {
      dynamic += measure(1, warmUp: 0) { _ = network.loss().backward() }
      planned += measure(1, warmUp: 0) { _ = graph.run(network.inputs) }
    }
    let cost = graph.cost
    let report = Report(
      dynamicStepsPerSecond: 1 / Array(dynamic.dropFirst(2)).median,
      staticStepsPerSecond: 1 / Array(planned.dropFirst(2)).median, operations: cost.operations,
      passes: cost.passes, plannedBytes: cost.peakBytes, unplannedBytes: cost.unplannedBytes)
    switch common.format {
    case .json: try Output.json(report)
    case .text:
      try Output.line(
        "static \(Int(report.staticStepsPerSecond).grouped) steps/s, dynamic "
          + "\(Int(report.dynamicStepsPerSecond).grouped); \(cost.operations) operations in "
          + "\(cost.passes) passes, \(cost.peakBytes.byteSize) of "
          + "\(cost.unplannedBytes.byteSize)")
    }
  }
}

/// Layers of gated units with their data.
private struct GatedNetwork {
  let inputs: [String: NDArray]
  private let layers: [(w: Parameter, b: Parameter, u: Parameter, c: Parameter)]
  private let output: Parameter

  init(batch: Int, hidden: Int, layers count: Int) {
    var generator = RandomGenerator(seed: 1)
    func random(_ shape: [Int]) -> NDArray {
      let scale = 1 / Float(hidden).squareRoot()
      return NDArray(
        (0..<shape.reduce(1, *)).map { _ in scale * (2 * Float(generator.uniform()) - 1) },
        shape: shape)
    }
    layers = (0..<count).map { _ in
      (
        Parameter(random([hidden, hidden])), Parameter(random([hidden])),
        Parameter(random([hidden, hidden])), Parameter(random([hidden]))
      )
    }
    output = Parameter(random([hidden, 1]))
    let labels = (0..<batch).map { Float($0 % 2) }
    inputs = ["x": random([batch, hidden]), "y": NDArray(labels, shape: [batch, 1])]
  }

  func loss() -> Tensor {
    var h = Tensor(inputs["x"]!)
    for layer in layers {
      let gate = sigmoid(linear(h, layer.w.tensor, layer.b.tensor))
      h = gate * tanh(linear(h, layer.u.tensor, layer.c.tensor))
    }
    let a = sigmoid(matmul(h, output.tensor))
    let y = Tensor(inputs["y"]!)
    return -(y * log(a) + (1 - y) * log(1 - a)).mean()
  }

  func staticGraph() -> StaticGraph {
    StaticGraph { g in
      var h = g.input("x", inputs["x"]!.shape)
      for layer in layers {
        let gate = sigmoid(matmul(h, g.parameter(layer.w)) + g.parameter(layer.b))
        h = gate * tanh(matmul(h, g.parameter(layer.u)) + g.parameter(layer.c))
      }
      let a = sigmoid(matmul(h, g.parameter(output)))
      let y = g.input("y", inputs["y"]!.shape)
      return -(y * log(a) + (1 - y) * log(1 - a)).mean()
    }
  }
}
