import ParlanceText
import Testing

/// Against what Debian's `fasttext print-ngrams` and its hash give.
@Suite struct SubwordsTests {
  @Test func hashIsFNV1aOverSignedBytes() {
    #expect(Subwords.hash("".utf8) == 2_166_136_261)
    #expect(Subwords.hash("a".utf8) == 0xE40C_292C)
    // Above 0x7F the bytes' signs are extended: another hash than FNV-1a's own, 0xE15_E0B29.
    #expect(Subwords.hash([0xC3]) == (UInt32(0xFFFF_FFC3) ^ 2_166_136_261) &* 16_777_619)
  }

  @Test func partsOfAWord() {
    let subwords = Subwords(minimum: 3, maximum: 3, buckets: 1 << 30)
    let expected = ["<wh", "whe", "her", "ere", "re>"].map {
      Int32(Subwords.hash($0.utf8) % (1 << 30))
    }
    #expect(subwords.buckets(of: "where") == expected)
    #expect(Subwords(minimum: 3, maximum: 6).buckets(of: "").isEmpty)
  }

  @Test func charactersAreNotCut() {
    let subwords = Subwords(minimum: 1, maximum: 1, buckets: 1000)
    // "<" and ">" alone are no parts.
    #expect(
      subwords.buckets(of: "éa") == ["é", "a"].map { Int32(Subwords.hash($0.utf8) % 1000) })
    #expect(Subwords(minimum: 0, maximum: 0).buckets(of: "where").isEmpty)
    #expect(Subwords(minimum: 1, maximum: 2, buckets: 0).buckets(of: "where").isEmpty)
  }
}
