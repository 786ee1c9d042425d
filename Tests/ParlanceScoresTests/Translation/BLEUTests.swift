import Testing

@testable import ParlanceScores

@Suite struct BLEUTests {
  @Test func equalsSacrebleu() throws {
    try GoldenTranslations.expect(BLEU(), "bleu")
    try GoldenTranslations.expect(BLEU(lowercased: true), "bleuLowercased")
    try GoldenTranslations.expect(BLEU(hasEffectiveOrder: true), "bleuEffective")
    try GoldenTranslations.expect(BLEU(tokenization: .none), "bleuNone")
    try GoldenTranslations.expect(BLEU(tokenization: .character), "bleuCharacter")
  }

  @Test func edges() {
    #expect(BLEU().score([], []) == 0)
    #expect(BLEU().score([""], [[""]]) == 0)
    #expect(abs(BLEU().score(["a b c d"], [["a b c d"]]) - 100) < 1e-9)
    #expect(BLEU().score(["a b c"], [["a b c"]]) == 0)
    #expect(abs(BLEU(hasEffectiveOrder: true).score(["a b c"], [["a b c"]]) - 100) < 1e-9)
  }

  @Test(arguments: [
    ("Hello, world!", ["Hello", ",", "world", "!"]), ("3.5 1,000.", ["3.5", "1,000", "."]),
    ("7-8 -5 a-b", ["7", "-", "8", "-5", "a-b"]), ("", []),
  ])
  func marksStandApart(_ line: String, _ words: [String]) {
    #expect(Mteval13a.tokens(line) == words)
  }
}
