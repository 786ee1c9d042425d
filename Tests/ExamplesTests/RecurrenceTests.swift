import ParlanceTestSupport
import Testing

/// Part E of the examples: recurrent networks.
@Suite struct RecurrenceTests {
  @Test func iteratedFunction() throws {
    let run = try ExampleRun("iterated-function")
    run.expect("fixed point 5/7: f = 0.714286, f′ = -1.50")
    #expect(elementCount(try run.picture("iterated-function.svg"), "series") == 4)
  }

  @Test func cliff() throws {
    let run = try ExampleRun("cliff")
    run.expect("without clipping: greatest norm 38.9, ends at w = 10.41,")
    #expect(run.lines[3].hasSuffix("with loss 0.0002"))
    let map = try run.picture("cliff.svg")
    #expect(elementCount(map, "series") == 2 && elementCount(map, "mark") == 202)
    #expect(elementCount(try run.picture("cliff-slice.svg"), "series") == 1)
  }

  @Test func classwork() throws {
    try ExampleRun("classwork").expect(
      "h1 = [4 0], V h = [4 -4 0], ADJ (0)", "h2 = [7 5], V h = [7 -2 15], NOUN (2)")
  }

  @Test func truncatedBackpropagation() throws {
    let run = try ExampleRun("truncated")
    run.expect("their sum:   0.71017", "shared w:    0.71017", "last 2 steps: 0.38331 = 0.38331")
  }

  @Test func vanishingGradients() throws {
    let run = try ExampleRun("vanishing-gradients")
    run.expect(
      "w = 1.1, 50 factors: ∂h/∂h₁ = 117.4", "w = 0.9, 50 factors: ∂h/∂h₁ = 0.00515",
      "greatest eigenvalue |λ| = 1.40:",
      "  without activation, from h₅₀ to h₁: × 1.2e-08",
      "  without activation, from h₅₀ to h₁: × 6.8e+06")
    #expect(elementCount(try run.picture("vanishing-gradients.svg"), "series") == 6)
  }

  @Test func gatedUnits() throws {
    let run = try ExampleRun("gated-units")
    for first in [2, 6] {
      let (byHand, byLayer) = (run.lines[first], run.lines[first + 1])
      #expect(byHand.contains("by hand") && byLayer.contains("by the layer"))
      #expect(byHand.drop { $0 != "[" } == byLayer.drop { $0 != "[" })
    }
  }
}
