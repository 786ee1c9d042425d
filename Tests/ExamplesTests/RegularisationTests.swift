import ParlanceTestSupport
import Testing

/// Part B of the examples: losses and regularisation.
@Suite struct RegularisationTests {
  @Test func dropout() throws {
    let run = try ExampleRun("dropout")
    run.expect(
      "inputs, rate 0.15: 15 % are zero, the others 1.1765, mean 1.00",
      "hidden, rate 0.5: 50 % are zero, the others 2.0000, mean 1.00",
      "  in evaluation: 1.00")
    let masks = run.lines.suffix(3).map { $0.drop { $0 != "[" } }
    #expect(masks[0] == masks[1] && masks[1] != masks[2])
  }

  @Test func penalties() throws {
    let run = try ExampleRun("penalties")
    run.expect(
      "with L2:       [0.04 0.07 0.14 0.36 0.71 1.43]   a / (1 + 2 λ)",
      "with L1:       [0.00 0.00 0.00 0.30 0.80 1.80]   max(0, a − λ)")
    let picture = try run.picture("penalties.svg")
    #expect(elementCount(picture, "series") == 3 && elementCount(picture, "mark") == 12)
  }
}
