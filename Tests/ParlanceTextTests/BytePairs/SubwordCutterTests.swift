import ParlanceSystem
import Testing

@testable import ParlanceText

@Suite struct SubwordCutterTests {
  private let words = [("low", 5), ("lower", 2), ("newest", 6), ("widest", 3)]

  private func tokenizer(merges: Int = 4) throws -> (Tokenizer, Vocabulary) {
    var settings = SubwordSettings()
    settings.merges = merges
    let encoding = try settings.encoding(of: words)
    let vocabulary = encoding.vocabulary(of: words, dropsMerges: merges > 4)
    return (Tokenizer(level: .subword).cutting(by: encoding, into: vocabulary), vocabulary)
  }

  @Test func nothingIsUnknown() throws {
    let (tokenizer, vocabulary) = try tokenizer()
    for line in ["lowest low", "ζ 🙂 天地", "<s> a <pad> </s> b", "x@@ @@", "e\u{301} é"] {
      let tokens = tokenizer.tokens(line)
      #expect(tokens.allSatisfy { vocabulary.contains($0) && !Vocabulary.isBoundary($0) })
      #expect(
        TokenizedText(lines: [line], tokenizer: tokenizer).encoded(with: vocabulary)
          .outOfVocabularyCount == 0)
    }
    #expect(tokenizer.joined(tokenizer.tokens("lowest  ζ 🙂 e\u{301}")) == "lowest ζ 🙂 e\u{301}")
    #expect(tokenizer.tokens("low <unk> lowest") == ["lo@@", "w", "<unk>", "lo@@", "west"])
  }

  @Test func aTextIsCutAsItsLinesAre() throws {
    let (tokenizer, vocabulary) = try tokenizer()
    let lines = ["low lower newest", "", "widest slow low low"]
    let text = TokenizedText(lines: lines, tokenizer: tokenizer)
    #expect(text.lineCount == 3)
    #expect(text.tokenCount == lines.reduce(0) { $0 + tokenizer.tokens($1).count })
    let corpus = text.encoded(with: vocabulary)
    for (index, line) in lines.enumerated() {
      #expect(corpus.line(index).dropLast().map(vocabulary.token) == tokenizer.tokens(line))
    }
    #expect(tokenizer.tokens("low lower newest widest", limit: 3).count == 3)
    let whole = TokenizedText(lines: lines, tokenizer: tokenizer.ofWords)
    #expect(whole.wordCounts.map(\.word) == ["low", "lower", "newest", "widest", "slow"])
    #expect(whole.wordCounts.map(\.count) == [3, 1, 1, 1, 1])
  }

  @Test func mergesAreLeftOutByKey() throws {
    let (tokenizer, vocabulary) = try tokenizer(merges: 30)
    let text = TokenizedText(
      lines: ["newest lowest newest", "lower newest"], tokenizer: tokenizer.ofWords)
    func ids(_ seed: UInt64) -> [Int32] {
      text.cut(by: tokenizer, dropout: 0.5, key: RandomKey(seed: seed)).encoded(with: vocabulary)
        .ids
    }
    #expect(ids(1) == ids(1) && ids(1) != ids(2))
    for seed in 1..<20 {
      let line = ids(UInt64(seed)).prefix { $0 != Vocabulary.sentenceEndID }
      #expect(tokenizer.joined(line.map(vocabulary.token)) == "newest lowest newest")
    }
  }

  @Test func tokenizersAreEqualWhereTheyCutAlike() throws {
    let (a, _) = try tokenizer()
    let (b, _) = try tokenizer()
    let (c, _) = try tokenizer(merges: 3)
    #expect(a == b && a != c && a != a.ofWords && a.ofWords == Tokenizer(level: .subword))
  }
}
