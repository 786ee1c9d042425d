import ParlanceTestSupport
import Testing

/// Part C of the examples: automatic differentiation.
@Suite struct GraphsTests {
  @Test func computationGraph() throws {
    let run = try ExampleRun("computation-graph")
    run.expect("L     = -10.0", "∂L/∂a = -2.0", "∂L/∂b = -4.0", "∂L/∂c = 5.0")
    let picture = try run.picture("computation-graph.svg")
    #expect(picture.contains(">value -10</text>") && picture.contains(">L = multiply</text>"))
    #expect(!picture.contains("[]"))
    #expect(picture.components(separatedBy: "marker-end").count == 7)
  }

  @Test func jacobians() throws {
    let run = try ExampleRun("jacobians")
    let ends = run.lines.map { $0.drop { $0 != "[" } }
    #expect(ends[3] == "[0.1109 -0.2350 0.4805]" && ends[3] == ends[4])
    #expect(ends[5] == ends[6] && ends[5].hasPrefix("[0.0443"))
  }

  @Test func multiplyGate() throws {
    try ExampleRun("multiply-gate").expect(
      "a b = -12.0, L = 2 a b", "∂L/∂a = 2 b = -8.0", "∂L/∂b = 2 a = 6.0",
      "against central differences: equal", "with its inputs not swapped: caught")
  }

  @Test func numericGradient() throws {
    let run = try ExampleRun("numeric-gradient")
    // tanh(x²) eˣ at 0.5: (2x (1 − tanh²(x²)) + tanh(x²)) eˣ
    run.expect(
      "f′(0.5) from the graph: 1.9536250843", "with h = 1e−4:          1.9536250926",
      "a network's gradients: equal to 1e−6")
    #expect(elementCount(try run.picture("numeric-gradient.svg"), "mark") == 12)
  }

  @Test func twoLayers() throws {
    try ExampleRun("two-layers").expect(
      "total                         9", "y = 1: a = 0.7824, L = 0.2453",
      "  ∂L/∂z = -0.2176, a − y = -0.2176", "  ∂L/∂layer1.weight = [-0.1740 0.0000 -0.0870 0.0000]",
      "  ∂L/∂z = 0.7824, a − y = 0.7824")
  }

  @Test func withoutAGraph() throws {
    try ExampleRun("without-a-graph").expect(
      "from 1: 4 factors, y = 0.062500, dy/dw = 0.500000",
      "from 10: 7 factors, y = 0.078125, dy/dw = 1.093750",
      "without a graph: y = 0.078125, in a graph: false",
      "with one:        y = 0.078125, in a graph: true")
  }
}
