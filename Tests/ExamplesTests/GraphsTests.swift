import ParlanceTestSupport
import Testing

/// Part C of the examples: automatic differentiation.
@Suite struct GraphsTests {
  @Test func computationGraph() throws {
    let run = try ExampleRun("computation-graph")
    run.expect("L     = -10.0", "∂L/∂a = -2.0", "∂L/∂b = -4.0", "∂L/∂c = 5.0")
    let picture = try run.picture("computation-graph.svg")
    #expect(picture.contains(">value -10</text>"))
    #expect(picture.components(separatedBy: "marker-end").count == 7)
  }
}
