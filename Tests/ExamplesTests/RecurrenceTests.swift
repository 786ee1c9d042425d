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
}
