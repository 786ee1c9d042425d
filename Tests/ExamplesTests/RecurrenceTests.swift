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
    // Nine levels have ten bands in the scale, and both ways their start.
    #expect(elementCount(map, "scale") == 10 && elementCount(map, "start") == 2)
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

  @Test func gates() throws {
    let run = try ExampleRun("gates")
    run.expect("P(negated) = 1.000", "with \"very\" for \"not\": 0.000")
    for unit in 0..<2 {
      let line = try #require(run.lines.first { $0.hasPrefix("forget \(unit): ") })
      let values = line.dropFirst(11).dropLast().split(separator: " ").map { Double($0)! }
      #expect(values.count == 8 && values[3] < 0.1)
      #expect(values.dropFirst(4).allSatisfy { $0 > 0.9 })
    }
    let picture = try run.picture("gates.svg")
    #expect(elementCount(picture, "cell") == 6 * 8 && picture.contains(">forget 1</text>"))
  }

  @Test func unrolled() throws {
    let run = try ExampleRun("unrolled")
    run.expect(
      "  weight_hh_l1 is used 4 times", "  weight_hh_l0_reverse is used 4 times",
      "  output 2 depends on the cat", "  output 2 depends on the cat sat down")
    let stacked = try run.picture("unrolled-stacked.svg")
    #expect(elementCount(stacked, "state") == 8 && elementCount(stacked, "start") == 2)
    #expect(elementCount(stacked, "arrow") == 4 * 5 && elementCount(stacked, "key") == 4)
    let both = try run.picture("unrolled-bidirectional.svg")
    #expect(elementCount(both, "state") == 8 && elementCount(both, "arrow") == 4 * 6)
  }
}
