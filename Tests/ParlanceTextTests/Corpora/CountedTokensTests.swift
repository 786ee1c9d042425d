import Testing

@testable import ParlanceText

@Suite struct CountedTokensTests {
  private func counted(_ tokens: [String]) -> CountedTokens {
    tokens.reduce(into: CountedTokens()) { $0.add($1, count: 1) }
  }

  private func read(_ lines: [UInt8], _ count: Int) -> CountedTokens? {
    lines.withUnsafeBytes { CountedTokens(lines: count, of: $0) }
  }

  @Test func textsOneAfterTheOther() {
    var all = counted(["b", "a", "b"])
    #expect(all.add(counted(["c", "b", "a", "a"])) == [2, 0, 1])
    #expect((0..<all.count).map(all.token) == ["b", "a", "c"])
    #expect(all.counts == [3, 3, 1] && all.total == 7)
    #expect(
      all.vocabulary(size: nil, minimumCount: 2).tokens == Vocabulary.specials + ["b", "a"])
  }

  @Test func tokensThatTheVocabularyLacks() {
    let tokens = counted(["a", "b", "<unk>", "</s>", "a"])
    let vocabulary = tokens.vocabulary(size: 1, minimumCount: 1)
    let (ids, outside) = tokens.ids(in: vocabulary)
    #expect(ids == [4, 1, 1, 1] && outside == 2)
  }

  @Test func linesGiveTheSame() throws {
    let tokens = counted(["a", " ", "é", "e\u{301}", "\r", "12", "a"])
    let again = try #require(read(tokens.lines, tokens.count))
    #expect(
      (0..<6).map(again.token).map { Array($0.utf8) }
        == (0..<6).map(tokens.token).map { Array($0.utf8) })
    #expect(again.counts == tokens.counts)
  }

  @Test(arguments: ["a 1", "a\n", " 1\n", "a x\n", "a -1\n", "a 99999999999\n", "a 1\na 2\n"])
  func otherLines(text: String) {
    #expect(read(Array(text.utf8), 2) == nil)
  }
}
