import ParlanceText
import ParlanceVectors
import Testing

@Suite struct SimilarityIndexTests {
  private let golden = GoldenVectors.all

  @Test func theOddOneOut() throws {
    let index = golden.index
    for odd in golden.odd {
      let ranking = index.centrality(of: try odd.words.map { try #require(index.word($0)) })
      #expect(ranking.map { odd.words[$0.index] } == odd.ranking.map(\.word))
      for (found, expected) in zip(ranking, odd.ranking) {
        #expect(abs(found.similarity - expected.similarity) < 1e-6)
      }
    }
  }

  @Test func wordsInOtherSpellings() {
    let index = golden.index
    #expect(index.word("W1")?.place == 1)
    #expect(index.word("#w2")?.place == 2)
    #expect(index.word("missing") == nil)
  }

  @Test func similaritiesOfAllPairs() {
    let index = golden.index
    let words = [0, 5, 9].map(index.word(at:))
    let cosines = index.similarities(words)
    for row in 0..<3 {
      for column in 0..<3 {
        #expect(abs(cosines[row][column] - index.similarity(words[row], words[column])) < 1e-6)
      }
      #expect(abs(cosines[row][row] - 1) < 1e-6)
    }
    #expect(index.similarities([]).isEmpty)
  }

  @Test func lengthsThatNoFloatHolds() {
    let tiny = Float.leastNonzeroMagnitude * 1000
    let vectors = WordVectors(
      words: ["great", "small", "a"], numbers: [3e38, 3e38, tiny, tiny, 1, 1], dimension: 2)
    let index = SimilarityIndex(vectors)
    #expect(abs(index.similarity(index.word(at: 0), index.word(at: 2)) - 1) < 1e-6)
    #expect(abs(index.similarity(index.word(at: 1), index.word(at: 2)) - 1) < 1e-2)
    for neighbours in index.neighbours(of: [NeighbourQuery([index.word(at: 2)])], count: 3) {
      #expect(neighbours.allSatisfy { $0.similarity.isFinite })
    }
  }
}
