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
}
