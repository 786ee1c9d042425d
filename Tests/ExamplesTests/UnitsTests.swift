import ParlanceTestSupport
import Testing

/// Part A of the examples: units and feed-forward networks.
@Suite struct UnitsTests {
  @Test func unit() throws {
    try ExampleRun("unit").expect("z = 0.87", "y = 0.70")
  }

  @Test func activations() throws {
    let run = try ExampleRun("activations")
    run.expect("sigmoid: f(0) = 0.50, f′(0) = 0.25, f′(4) = 0.0177, f′(−4) = 0.0177")
    for name in ["activations.svg", "activation-gradients.svg"] {
      #expect(elementCount(try run.picture(name), "series") >= 3)
    }
  }

  @Test func xor() throws {
    let run = try ExampleRun("xor")
    run.expect(
      "least squares:   [0.50 0.50 0.50 0.50]", "given weights:   [0.00 1.00 1.00 0.00]")
    #expect(run.lines[2].hasPrefix("trained weights: [0.00 1.00 1.00 0.00]"))
    #expect(elementCount(try run.picture("xor-loss.svg"), "series") == 1)
    #expect(elementCount(try run.picture("xor-surface.svg"), "mark") == 4)
  }
}
