import Testing

@testable import ParlanceLanguageModels

/// Counts against those of dictionaries.
@Suite struct SkipGramCountsTests {
  private struct Link: Hashable {
    let key: UInt64
    let word: UInt32
  }

  @Test func byHand() throws {
    // a b a c / a b: after a come b, c, b; after b come a, </s>.
    let text = try blockedText([[4, 5, 4, 6], [4, 5]], vocabularySize: 7, blocks: 2)
    #expect(text.blockStarts == [0, 6, 10])
    let counts = try SkipGramCounts(SkipGramType(adjacent: 1), text)
    let key = counts.type.key(text.tokens, 2, 0)
    let feature = try #require((0..<counts.featureCount).first { counts.keys[$0] == key })
    let links = counts.links(of: feature)
    #expect(links.map { counts.words[$0] } == [5, 6])
    #expect(links.map { counts.counts[$0] } == [2, 1])
    #expect(counts.featureCount == 4)
    #expect(counts.linkCount == 6)
    // c is in one block alone: nothing could say what follows it.
    #expect(counts.blockStarts == [0, 4, 7])
    let unigrams = try SkipGramCounts(SkipGramType(adjacent: 0), text)
    #expect(unigrams.featureCount == 1)
    #expect((0..<4).map { unigrams.words[$0] } == [3, 4, 5, 6])
    #expect((0..<4).map { unigrams.counts[$0] } == [2, 3, 2, 1])
  }

  @Test(arguments: SparseNonnegativeArchitecture().types)
  func asDictionariesCount(_ type: SkipGramType) throws {
    let text = try blockedText(
      randomLines(60, words: 9, seed: 3), vocabularySize: 13, blocks: 5)
    let counts = try SkipGramCounts(type, text)
    var expected: [Link: UInt32] = [:]
    var blocks: [UInt64: Set<Int>] = [:]
    var perBlock: [Int: [Link: Int]] = [:]
    var lineStart = 0
    for position in 0..<text.tokens.count {
      if text.tokens[position] == 2 { lineStart = position }
      if text.tokens[position] == 2 { continue }
      type.forEachGap(text.tokens, lineStart: lineStart, position) { gap in
        let link = Link(
          key: type.key(text.tokens, position, gap), word: text.tokens[position])
        expected[link, default: 0] += 1
        blocks[link.key, default: []].insert(text.block(of: position))
        perBlock[text.block(of: position), default: [:]][link, default: 0] += 1
      }
    }
    var found: [Link: UInt32] = [:]
    var features: [Int] = []
    for feature in 0..<counts.featureCount {
      let words = counts.links(of: feature).map { counts.words[$0] }
      #expect(words == words.sorted())
      for link in counts.links(of: feature) {
        features.append(feature)
        found[Link(key: counts.keys[feature], word: counts.words[link])] = counts.counts[link]
      }
    }
    #expect(found == expected)
    for block in 0..<text.blockCount {
      var inBlock: [Link: Int] = [:]
      for index in counts.blockStarts[block]..<counts.blockStarts[block + 1] {
        let link = Int(counts.occurrenceLinks[index])
        let position = Int(counts.occurrencePositions[index])
        #expect(text.tokens[position] == counts.words[link])
        #expect(text.positions(ofBlock: block).contains(position))
        inBlock[Link(key: counts.keys[features[link]], word: counts.words[link]), default: 0] += 1
      }
      let shared = (perBlock[block] ?? [:]).filter { blocks[$0.key.key]!.count > 1 }
      #expect(inBlock == shared)
    }
  }

  @Test func fewLines() throws {
    for lines in [[], [[]], [[4]], [[4, 5, 4], []]] as [[[UInt32]]] {
      let text = try blockedText(lines, vocabularySize: 6, blocks: 10)
      #expect(text.blockCount == lines.count)
      for type in SparseNonnegativeArchitecture().types {
        let counts = try SkipGramCounts(type, text)
        #expect(counts.occurrenceLinks.count == counts.blockStarts.last)
      }
    }
  }
}
