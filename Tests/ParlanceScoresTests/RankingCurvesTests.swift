import Foundation
import ParlanceScores
import ParlanceTestSupport
import ParlanceText
import Testing

@Suite struct RankingCurvesTests {
  private struct Case: Decodable {
    let scores: [Double]
    let isPositive: [Bool]
    let falsePositiveRate: [Double]
    let truePositiveRate: [Double]
    let precision: [Double]
    let recall: [Double]
  }

  @Test func curvesAreThoseOfScikitLearn() throws {
    let cases: [Case] = try JSONDecoder().decode(
      [Case].self, from: goldenData("ranking_curves.json"))
    #expect(cases.count == 3)
    for one in cases {
      let curves = try #require(RankingCurves(scores: one.scores, isPositive: one.isPositive))
      for (found, expected) in [
        (curves.roc.map { $0.x }, one.falsePositiveRate),
        (curves.roc.map { $0.y }, one.truePositiveRate),
        (curves.precisionRecall.map { $0.x }, one.recall),
        (curves.precisionRecall.map { $0.y }, one.precision),
      ] {
        #expect(found.count == expected.count)
        for (a, b) in zip(found, expected) { expectNear(a, b) }
      }
    }
  }

  @Test func longCurvesKeepTheirEnds() throws {
    let scores = (0..<1000).map { Double($0) }
    let curves = try #require(
      RankingCurves(scores: scores, isPositive: scores.map { $0 > 300 }, most: 50))
    #expect(curves.roc.count == 50 && curves.precisionRecall.count == 50)
    #expect(curves.roc.first! == (0, 0) && curves.roc.last! == (1, 1))
    #expect(curves.rocAUC == 1)
    expectNear(curves.averagePrecision, 1)
  }

  @Test func oneKindHasNoCurve() {
    #expect(RankingCurves(scores: [1, 2], isPositive: [true, true]) == nil)
    #expect(RankingCurves(scores: [], isPositive: []) == nil)
  }
}
