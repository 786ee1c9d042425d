import Foundation
import ParlanceTestSupport
import Testing

@testable import ParlanceScores

@Suite struct TranslationComparisonTests {
  private struct Measured: Decodable {
    /// Of both systems.
    let score: [Double]
    let p: Double
  }

  private struct Case: Decodable {
    let references: [String]
    let first: [String]
    let second: [String]
    let bleu: Measured
    let chrf: Measured
    let ter: Measured
  }

  /// Both draw 20,000 times: the standard error of each is below 0.0036.
  @Test func randomisationIsSacrebleus() throws {
    let cases = try JSONDecoder().decode(
      [Case].self, from: goldenData("translation-comparison.json"))
    #expect(cases.count == 3)
    for example in cases {
      let found = TranslationComparison(
        example.first, example.second, references: example.references.map { [$0] },
        samples: 20_000)
      let pairs = [
        (found.bleu, example.bleu), (found.chrf, example.chrf), (found.ter, example.ter),
      ]
      for (found, expected) in pairs {
        #expect(abs(found.bootstrap.value - (expected.score[0] - expected.score[1])) < 1e-9)
        #expect(
          abs(found.randomisation - expected.p) < 0.016, "\(found.randomisation) \(expected.p)")
        let interval = found.bootstrap.interval
        #expect(interval.low <= found.bootstrap.value && found.bootstrap.value <= interval.high)
      }
    }
  }

  @Test func systemsThatAreTheSameDifferByChance() {
    let lines = ["a b c d", "e f g h", "i j k l m"]
    let found = TranslationComparison(
      lines, lines, references: lines.map { [$0] }, samples: 50)
    #expect(found.bleu.bootstrap.value == 0 && found.bleu.randomisation == 1)
    #expect(found.ter.bootstrap.pValue == 1)
  }

  @Test func exactMatchIsToTheLetter() {
    let metric = ExactMatch()
    // The second is decomposed.
    let score = metric.score(["a", "e\u{301}", "b"], [["a"], ["\u{E9}"], ["c", "b"]])
    #expect(abs(score - 200.0 / 3) < 1e-12)
    #expect(metric.score([], []) == 0)
  }
}
