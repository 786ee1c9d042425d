import ParlanceScores
import ParlanceText
import Testing

@Suite struct RankingScoresTests {
  /// Against the definition, pair by pair, with many ties.
  @Test func areaIsTheShareOfPairs() {
    var state: UInt64 = 9
    func next(_ bound: UInt64) -> UInt64 {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return (state >> 33) % bound
    }
    for count in 2..<30 {
      let scores = (0..<count).map { _ in Double(next(6)) }
      let isPositive = (0..<count).map { $0 == 0 || ($0 > 1 && next(2) == 0) }
      var (sum, pairs) = (0.0, 0.0)
      for a in 0..<count where isPositive[a] {
        for b in 0..<count where !isPositive[b] {
          sum += scores[a] > scores[b] ? 1 : scores[a] == scores[b] ? 0.5 : 0
          pairs += 1
        }
      }
      expectNear(RankingScores.rocAUC(scores: scores, isPositive: isPositive), sum / pairs)
    }
  }

  @Test func nothingToRank() {
    #expect(RankingScores.rocAUC(scores: [], isPositive: []) == nil)
    #expect(RankingScores.rocAUC(scores: [1, 2], isPositive: [true, true]) == nil)
    #expect(RankingScores.averagePrecision(scores: [1], isPositive: [false]) == nil)
    #expect(RankingScores.averagePrecision(scores: [1], isPositive: [true]) == 1)
    #expect(RankingScores.thresholdOfGreatestF1(scores: [0.9], isPositive: [false]) == 0.5)
  }

  /// Labels predicted at these thresholds have the greatest F1 that any threshold gives.
  @Test(arguments: GoldenScores.all.multiple.indices)
  func thresholds(index: Int) throws {
    let golden = GoldenScores.all.multiple[index]
    let first = try golden.results(golden.thresholds)
    let thresholds = try #require(first.thresholdsOfGreatestF1)
    let scores = ClassificationScores(try golden.results(thresholds), samples: 0)
    for (label, f1) in golden.greatestF1.enumerated() {
      expectNear(scores.labels[String(label)]?.f1, f1)
    }
  }

  @Test func aThresholdIsAsNearToOneHalfAsItCan() {
    func threshold(_ scores: [Double], _ isPositive: [Bool]) -> Double {
      RankingScores.thresholdOfGreatestF1(scores: scores, isPositive: isPositive)
    }
    #expect(threshold([0.9, 0.2], [true, false]) == 0.5)
    #expect(threshold([0.9, 0.7], [true, false]) == 0.8)
    #expect(threshold([0.4, 0.2, 0.1], [true, false, false]) == 0.30000000000000004)
    #expect(threshold([0.4, 0.3], [true, true]) == 0.15)
  }
}
