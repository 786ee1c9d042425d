import ParlanceTestSupport
import Testing

/// Part A of the examples: units and feed-forward networks.
@Suite struct UnitsTests {
  @Test func unit() throws {
    try ExampleRun("unit").expect("z = 0.87", "y = 0.70")
  }

  @Test func activations() throws {
    let run = try ExampleRun("activations")
    run.expect(
      "sigmoid: f(0) = 0.50, f′(0) = 0.25, f′(4) = 0.0177, f′(−4) = 0.0177",
      "hard tanh: f(0) = 0.00, f′(0) = 1.00, f′(4) = 0.0000, f′(−4) = 0.0000",
      "leaky ReLU .01: f(0) = 0.00, f′(0) = 0.01, f′(4) = 1.0000, f′(−4) = 0.0100",
      "leaky ReLU .1: f(0) = 0.00, f′(0) = 0.10, f′(4) = 1.0000, f′(−4) = 0.1000",
      "swish: f(0) = 0.00, f′(0) = 0.50, f′(4) = 1.0527, f′(−4) = -0.0527",
      "parametric ReLU: ∂Σy/∂slope = -82.00, the sum of all x < 0")
    let picture = try run.picture("activations.svg")
    #expect(elementCount(picture, "series") == 16)
    // A gradient that jumps is in pieces: hard tanh's in three, those of the three ReLUs in two.
    let pieces = picture.components(separatedBy: "class=\"series\" d=\"").dropFirst().map { part in
      part.prefix { $0 != "\"" }.count { $0 == "M" }
    }
    #expect(pieces.sorted() == [Int](repeating: 1, count: 12) + [2, 2, 2, 3])
  }

  @Test func xor() throws {
    let run = try ExampleRun("xor")
    run.expect(
      "least squares:   [0.50 0.50 0.50 0.50]", "given weights:   [0.00 1.00 1.00 0.00]")
    #expect(run.lines[2].hasPrefix("trained weights: [0.00 1.00 1.00 0.00]"))
    #expect(elementCount(try run.picture("xor-loss.svg"), "series") == 1)
    #expect(elementCount(try run.picture("xor-surface.svg"), "mark") == 4)
  }

  @Test func logistic() throws {
    let run = try ExampleRun("logistic")
    let ends = run.lines.map { $0.drop { $0 != "[" } }
    #expect(ends[0] == "[0.668188 0.777300]")
    #expect(ends[1] == ends[0] && ends[2] == ends[0])
    #expect(ends[3] == ends[4] && ends[3].count > 50)
  }

  @Test func loopAgainstMatrix() throws {
    let run = try ExampleRun("loop-against-matrix")
    run.expect("greatest difference: none")
    let ratio = try #require(run.lines.last?.split(separator: " ").last.flatMap { Double($0) })
    #expect(ratio > 1)
  }
}
