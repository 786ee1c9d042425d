import ParlanceScores
import Testing

@Suite struct TranslationErrorRateTests {
  @Test func equalsSacrebleu() throws {
    try GoldenTranslations.expect(TranslationErrorRate(), "ter")
  }

  @Test func edges() {
    let rate = TranslationErrorRate()
    #expect(rate.score([], []) == 0)
    #expect(rate.score([""], [[""]]) == 0)
    #expect(rate.score(["a"], [[""]]) == 100)
    #expect(rate.score([""], [["a b"]]) == 100)
    // One move.
    #expect(rate.score(["c d a b"], [["a b c d"]]) == 25)
  }
}
