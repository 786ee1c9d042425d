import Foundation
import ParlanceScores
import ParlanceTestSupport
import ParlanceText
import Testing

/// As `Tools/reference/golden_entities.py` computes it with seqeval and conlleval.
private struct GoldenEntities: Decodable {
  let truth: [[String]]
  let predicted: [[String]]
  let scores: [Double]
  let spans: [[Span]]

  struct Span: Decodable {
    let span: EntitySpan

    init(from decoder: any Decoder) throws {
      var values = try decoder.unkeyedContainer()
      let type = try values.decode(String.self)
      let start = try values.decode(Int.self)
      span = EntitySpan(type: type, range: start..<(try values.decode(Int.self)))
    }
  }
}

@Suite struct EntityScoresTests {
  @Test func areThoseOfConllevalAndSeqeval() throws {
    let data = try goldenData("entities.json")
    let cases = try JSONDecoder().decode(
      [GoldenEntities].self, from: data)
    #expect(cases.count == 30)
    for golden in cases {
      let score = EntityScores(truth: golden.truth, predicted: golden.predicted).all.score
      for (a, b) in zip([score.precision, score.recall, score.f1], golden.scores) {
        #expect(abs(a - b) < 1e-12)
      }
      for (tags, spans) in zip(golden.truth, golden.spans) {
        #expect(EntitySpan.spans(of: tags) == spans.map(\.span), "\(tags)")
      }
    }
  }

  @Test func byType() {
    let scores = EntityScores(
      truth: [["B-X", "I-X", "B-Y"], ["O"]], predicted: [["B-X", "O", "B-Y"], ["B-Y"]])
    #expect(scores.types["X"] == EntityScores.Counts(correct: 0, predicted: 1, actual: 1))
    #expect(scores.types["Y"] == EntityScores.Counts(correct: 1, predicted: 2, actual: 1))
    #expect(scores.all.score.precision == 1.0 / 3 && scores.all.score.recall == 0.5)
    #expect(EntityScores(truth: [], predicted: []).all.score.f1 == 0)
  }
}
