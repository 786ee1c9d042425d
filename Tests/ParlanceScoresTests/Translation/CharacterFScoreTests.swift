import ParlanceScores
import Testing

@Suite struct CharacterFScoreTests {
  @Test func equalsSacrebleu() throws {
    try GoldenTranslations.expect(CharacterFScore(), "chrf")
    try GoldenTranslations.expect(CharacterFScore(wordOrder: 2), "chrfPlusPlus")
  }

  @Test func edges() {
    #expect(CharacterFScore().name == "chrF2" && CharacterFScore(wordOrder: 2).name == "chrF2++")
    #expect(CharacterFScore().score([], []) == 0)
    #expect(CharacterFScore().score([""], [["a"]]) == 0)
    #expect(CharacterFScore().score(["a"], [[""]]) == 0)
    #expect(abs(CharacterFScore().score(["a b"], [["ab"]]) - 100) < 1e-9)
  }
}
