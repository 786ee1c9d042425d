import ParlanceTestSupport
import Testing

/// Part D of the examples: training.
@Suite struct TrainingExamplesTests {
  @Test func outputBiases() throws {
    let run = try ExampleRun("output-biases")
    run.expect(
      "biases zero:            loss 1.3863 = log 4", "biases log-frequencies: loss 1.0331",
      "entropy of the classes:      1.0331")
    #expect(elementCount(try run.picture("output-biases.svg"), "series") == 2)
  }

  @Test func clipping() throws {
    let run = try ExampleRun("clipping")
    run.expect(
      "norm 1.5: [1.3927 0.5571], norm 3.2311 → 1.5000, slope 0.4000",
      "value 1.5: [1.5000 1.2000], norm 3.2311 → 1.9209, slope 0.8000")
    #expect(elementCount(try run.picture("clipping.svg"), "mark") == 6)
  }

  @Test func learningRates() throws {
    let run = try ExampleRun("learning-rates")
    let losses = run.lines.prefix(4).map { Double($0.split(separator: " ").last!)! }
    #expect(run.lines[3].contains("rate 0.0039 in the last epoch"))
    #expect(losses[0] > 0.1 && losses[1...].allSatisfy { $0 < 0.02 })
    for name in ["learning-rates.svg", "learning-rate-losses.svg"] {
      #expect(elementCount(try run.picture(name), "series") == 4)
    }
  }

  @Test func updateRules() throws {
    let run = try ExampleRun("update-rules")
    let heights = run.lines.prefix(7).map { Double($0.split(separator: " ").last!)! }
    // They begin at ½ (16 + 25 · 1.44) = 26.
    #expect(heights.count == 7 && heights.allSatisfy { $0 < 1 })
    let map = try run.picture("update-rules-map.svg")
    #expect(elementCount(map, "series") == 7 && elementCount(map, "mark") == 7 * 61)
    #expect(elementCount(try run.picture("update-rules.svg"), "series") == 7)
  }
}
