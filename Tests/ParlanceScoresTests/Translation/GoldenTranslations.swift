import Foundation
import ParlanceScores
import ParlanceTestSupport
import Testing

/// As `Tools/reference/golden_translations.py` scores them with sacrebleu.
struct GoldenTranslations: Decodable {
  struct Case: Decodable {
    let hypotheses: [String]
    let references: [[String]]
    let scores: [String: Double]
  }

  let cases: [Case]
  let signatures: [String: String]

  init() throws {
    self = try JSONDecoder().decode(Self.self, from: goldenData("translations.json"))
  }

  /// Holds a measure against sacrebleu's in all cases.
  static func expect(_ metric: some TranslationMetric, _ name: String) throws {
    let golden = try GoldenTranslations()
    #expect(metric.signature(references: 1) == golden.signatures[name])
    #expect(golden.cases.count == 200)
    for (index, example) in golden.cases.enumerated() {
      let score = metric.score(example.hypotheses, example.references)
      let expected = try #require(example.scores[name])
      #expect(abs(score - expected) < 1e-9, "\(name), case \(index): \(score), \(expected)")
    }
  }
}
