import ParlanceNN
import ParlanceReports
import ParlanceSystem
import ParlanceTestSupport
import Testing

@Suite struct UnrolledPictureTests {
  @Test func wordsAndWeightsAreNamed() throws {
    var generator = RandomGenerator(seed: 1)
    let layer = RecurrentLayer(.lstm, 3, 2, using: &generator)
    let svg = UnrolledDrawing(layer, inputs: ["a", "<b>", "c"]).svg
    try expectWellFormed(svg)
    #expect(svg.contains("&lt;b&gt;</text>"))
    #expect(svg.contains(">weight_hh_l0 [2, 8], used 3×</text>"))
  }

  @Test func noStepsAreAPictureToo() throws {
    var generator = RandomGenerator(seed: 1)
    let svg = UnrolledDrawing(RecurrentLayer(.rnn, 1, 1, using: &generator), inputs: []).svg
    try expectWellFormed(svg)
  }
}
