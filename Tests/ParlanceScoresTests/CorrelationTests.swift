import Foundation
import ParlanceScores
import ParlanceTestSupport
import Testing

@Suite struct CorrelationTests {
  private struct Golden: Decodable {
    struct Case: Decodable {
      let x: [Double]
      let y: [Double]
      let spearman: Double
      let pearson: Double
      let interval: [Double]
    }
    let correlation: Case
  }

  @Test func scipysNumbers() throws {
    let golden = try JSONDecoder().decode(Golden.self, from: goldenData("vectors.json")).correlation
    #expect(abs(Correlation.spearman(golden.x, golden.y) - golden.spearman) < 1e-12)
    #expect(abs(Correlation.pearson(golden.x, golden.y) - golden.pearson) < 1e-12)
    let interval = try #require(
      Correlation.spearmanInterval(golden.x, golden.y, samples: 50, seed: 3))
    #expect(abs(interval.low - golden.interval[0]) < 1e-12)
    #expect(abs(interval.high - golden.interval[1]) < 1e-12)
  }

  @Test func whatDoesNotVaryHasNone() {
    #expect(Correlation.pearson([1, 1, 1], [1, 2, 3]).isNaN)
    #expect(Correlation.spearman([], []).isNaN && Correlation.spearman([1], [2]).isNaN)
    #expect(Correlation.spearmanInterval([1, 1], [2, 3]) == nil)
    #expect(Correlation.spearmanInterval([], []) == nil)
    #expect(Correlation.spearman([1, 2, 3], [-1, -20, -300]) == -1)
  }
}
