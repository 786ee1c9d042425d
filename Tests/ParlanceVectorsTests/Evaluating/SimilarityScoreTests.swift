import Foundation
import ParlanceTestSupport
import ParlanceText
import ParlanceVectors
import Testing

/// Against gensim's numbers.
@Suite struct SimilarityScoreTests {
  private let golden = GoldenVectors.all

  @Test func correlationsOfPairs() throws {
    let pairs = try withFile(golden.pairs) { try WordPairs.read(path: $0) }
    let score = SimilarityScore(pairs, WordLookup(golden.index))
    let expected = golden.scores.pairs
    #expect((score.pairs, score.covered) == (43, 42))
    #expect(abs(score.spearman - expected.covered.spearman) < 1e-9)
    #expect(abs(score.pearson - expected.covered.pearson) < 1e-6)
    #expect(abs(score.spearmanOfAll - expected.all.spearman) < 1e-9)
    #expect(abs(score.pearsonOfAll - expected.all.pearson) < 1e-6)
    let interval = try #require(score.interval)
    #expect(interval.low < score.spearman && score.spearman < interval.high)
  }

  @Test func nothingCovered() throws {
    let pairs = try withFile("x y 1\nz q 2\n") { try WordPairs.read(path: $0) }
    let score = SimilarityScore(pairs, WordLookup(golden.index))
    #expect(score.covered == 0 && score.spearman.isNaN && score.interval == nil)
  }
}
