import Testing

@testable import ParlanceLanguageModels

/// Which features there are.
@Suite struct SkipGramTypeTests {
  @Test func typesOfAnArchitecture() {
    var architecture = SparseNonnegativeArchitecture()
    (architecture.order, architecture.skip, architecture.skipOrder) = (3, 1, 2)
    architecture.reach = 8
    #expect(
      architecture.types == [
        SkipGramType(adjacent: 0), SkipGramType(adjacent: 1), SkipGramType(adjacent: 2),
        SkipGramType(adjacent: 0, gaps: 1...1, remote: 1),
        SkipGramType(adjacent: 0, gaps: 1...1, remote: 2),
        SkipGramType(adjacent: 1, gaps: 1...1, remote: 1),
        SkipGramType(adjacent: 0, gaps: 2...5, remote: 1),
        SkipGramType(adjacent: 0, gaps: 6...7, remote: 1),
      ])
    #expect(
      architecture.types.map(\.name) == [
        "1-grams", "2-grams", "3-grams", "skip-grams 1 _1_ 0", "skip-grams 2 _1_ 0",
        "skip-grams 1 _1_ 1", "skip-grams 1 _2-5_ 0", "skip-grams 1 _6-7_ 0",
      ])
    (architecture.skip, architecture.reach) = (0, 0)
    #expect(architecture.types.count == 3)
    architecture.reach = 2
    #expect(architecture.types.last == SkipGramType(adjacent: 0, gaps: 1...1, remote: 1))
    #expect(SparseNonnegativeArchitecture().types.count == 20)
  }

  @Test func placesOfFeatures() throws {
    let text = try blockedText([[4, 5, 4, 4, 6]], vocabularySize: 7, blocks: 2)
    func gaps(_ type: SkipGramType, _ position: Int) -> [Int] {
      var found: [Int] = []
      type.forEachGap(text.tokens, lineStart: 0, position) { found.append($0) }
      return found
    }
    #expect(gaps(SkipGramType(adjacent: 0), 1) == [0])
    #expect(gaps(SkipGramType(adjacent: 2), 1).isEmpty)
    #expect(gaps(SkipGramType(adjacent: 2), 2) == [0])
    // Before 6 stand, from the nearest: 4 4 5 4 <s>. Of equal words the nearest counts.
    #expect(gaps(SkipGramType(adjacent: 0, gaps: 0...9, remote: 1), 5) == [0, 2, 4])
    #expect(gaps(SkipGramType(adjacent: 0, gaps: 1...3, remote: 1), 5) == [1, 2])
  }

  @Test func keysTellFeaturesApart() throws {
    let text = try blockedText([[4, 5, 6, 5, 6]], vocabularySize: 7, blocks: 2)
    let type = SkipGramType(adjacent: 1, gaps: 1...1, remote: 1)
    // 5 at distance 1, 5 at distance 3; and 6, 4: of one shape, other words.
    #expect(type.key(text.tokens, 5, 1) != type.key(text.tokens, 4, 1))
    let bigram = SkipGramType(adjacent: 1)
    #expect(bigram.key(text.tokens, 3, 0) == bigram.key(text.tokens, 5, 0))
    let trigram = SkipGramType(adjacent: 2)
    #expect(trigram.key(text.tokens, 4, 0) != trigram.key(text.tokens, 5, 0))
  }
}
