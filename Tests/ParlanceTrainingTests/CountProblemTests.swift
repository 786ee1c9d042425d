import ParlanceTraining
import Testing

@Suite struct CountProblemTests {
  @Test func namesTheFirstThatIsTooSmall() {
    #expect(countProblem(["batch-size": 1, "vocabulary-size": nil]) == nil)
    #expect(
      countProblem(["batch-size": 2, "minimum-count": 0, "patience": -1])
        == "minimum-count: expected at least 1, found 0")
  }
}
