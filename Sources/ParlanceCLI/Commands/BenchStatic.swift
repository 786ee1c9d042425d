import ArgumentParser
import ParlanceArrays
import ParlanceAutograd
import ParlanceSystem
import ParlanceTraining

/// `parlance bench static`.
struct BenchStatic: DeviceCommand {
  static let configuration = CommandConfiguration(
    commandName: "static",
    abstract: "Time a graph that is defined once beside one that is built at each step.",
    discussion: """
      Loss and gradients, no update, of layers h ← σ(h W + b) ⊙ tanh(h U + c) with the binary cross-entropy of a last \
      unit, or of a causal transformer between an embedding and a softmax. Steps of both graphs take turns; the \
      figures are medians after two that are not counted.
      """)

  enum Network: String, ExpressibleByArgument, CaseIterable {
    case gated, transformer
  }

  enum Graph: String, ExpressibleByArgument, CaseIterable {
    case both, `static`, dynamic
  }

  @Option(help: "What is computed.")
  var network = Network.gated

  @Option(help: "Which graph: one alone has the process's memory to itself.")
  var graph = Graph.both

  @Option(help: ArgumentHelp("Rows at once, or texts of a transformer.", valueName: "n"))
  var batch = 64

  @Option(help: ArgumentHelp("Tokens of a transformer's text.", valueName: "n"))
  var length = 35

  @Option(help: ArgumentHelp("Words of a transformer.", valueName: "n"))
  var vocabulary = 1000

  @Option(
    help: ArgumentHelp("Units of each layer, and numbers of each row or token.", valueName: "n"))
  var hidden = 100

  @Option(help: ArgumentHelp("Layers.", valueName: "n"))
  var layers = 2

  @Option(help: ArgumentHelp("Steps of each that are timed.", valueName: "n"))
  var steps = 200

  @OptionGroup(title: "Common options")
  var computing: DeviceOption

  @OptionGroup(title: "Common options")
  var common: CommonOptions

  func validate() throws {
    try check("batch", batch, 1...(1 << 20))
    try check("length", length, 1...8192)
    try check("vocabulary", vocabulary, 2...(1 << 20))
    try check("hidden", hidden, 1...8192)
    try check("layers", layers, 1...64)
    try check("steps", steps, 1...1_000_000)
    if network == .transformer, batch * length > 1 << 22 {
      throw ValidationError(
        "--batch × --length: expected at most \(1 << 22), found \(batch * length)")
    }
  }

  private struct Report: Encodable {
    let dynamicStepsPerSecond: Double?
    let staticStepsPerSecond: Double?
    let operations: Int?
    let passes: Int?
    let plannedBytes: Int?
    let unplannedBytes: Int?
    /// The most memory that the process has held.
    let peakBytes: Int
  }

  func run() throws {
    common.apply()
    // Weights and their gradients; what each row and step keeps, and what comes back through it.
    let (width, rows) = (Double(hidden), Double(batch))
    let places = network == .transformer ? rows * Double(length) : rows
    let inside = Double(layers) * 12 * width
    let words = network == .transformer ? Double(vocabulary) : 0
    try MemoryEstimate(
      bytes: 8 * (inside * width + 2 * words * width + places * (inside + words)),
      of: "a network of these sizes"
    ).check()
    let network: any TimedNetwork =
      switch network {
      case .gated: GatedNetwork(batch: batch, hidden: hidden, layers: layers)
      case .transformer:
        TimedTransformer(
          batch: batch, length: length, vocabulary: vocabulary, hidden: hidden, layers: layers)
      }
    let planned = graph == .dynamic ? nil : network.staticGraph()
    if graph == .both, let planned {
      let (own, other) = (
        planned.run(network.inputs, ids: network.ids).value, network.loss().item
      )
      guard abs(own - other) <= 1e-3 * max(1, abs(other)) else {
        throw InputError(.failure, "the graphs differ: static \(own), dynamic \(other)")
      }
    }
    var (dynamicTimes, staticTimes): ([Double], [Double]) = ([], [])
    for _ in 0..<steps + 2 {
      if graph != .static {
        dynamicTimes += measure(1, warmUp: 0) {
          let loss = network.loss()
          // A device works on when it was asked: who reads the loss waits for all, as a static graph does.
          _ = (loss.backward(), loss.item)
        }
      }
      if let planned {
        staticTimes += measure(1, warmUp: 0) { _ = planned.run(network.inputs, ids: network.ids) }
      }
    }
    func rate(_ times: [Double]) -> Double? {
      times.isEmpty ? nil : 1 / Array(times.dropFirst(2)).median
    }
    let cost = planned?.cost
    try write(
      Report(
        dynamicStepsPerSecond: rate(dynamicTimes), staticStepsPerSecond: rate(staticTimes),
        operations: cost?.operations, passes: cost?.passes, plannedBytes: cost?.peakBytes,
        unplannedBytes: cost?.unplannedBytes, peakBytes: peakResidentBytes()))
  }

  private func write(_ report: Report) throws {
    guard common.format == .text else { return try Output.json(report) }
    func figure(_ name: String, _ rate: Double?) -> [String] {
      rate.map { ["\(name) \($0 < 100 ? $0.fixed(1) : Int($0).grouped) steps/s"] } ?? []
    }
    var parts =
      figure("static", report.staticStepsPerSecond)
      + figure("dynamic", report.dynamicStepsPerSecond)
    if let passes = report.passes, let operations = report.operations,
      let own = report.plannedBytes, let all = report.unplannedBytes
    {
      parts += [
        "\(operations) operations in \(passes) passes",
        "\(own.byteSize) of \(all.byteSize) planned",
      ]
    }
    try Output.line((parts + ["\(report.peakBytes.byteSize) in all"]).joined(separator: ", "))
  }
}

/// A network whose loss is a graph of either kind.
protocol TimedNetwork {
  var inputs: [String: NDArray] { get }
  var ids: [String: [Int32]] { get }
  func loss() -> Tensor
  func staticGraph() -> StaticGraph
}

/// Layers of gated units with their data.
private struct GatedNetwork: TimedNetwork {
  let inputs: [String: NDArray]
  let ids: [String: [Int32]] = [:]
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
