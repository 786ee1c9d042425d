import Foundation
import ParlanceReports
import ParlanceScores
import ParlanceTestSupport
import ParlanceTraining
import Testing

@Suite struct ScoreChartsTests {
  private let confusion = ConfusionMatrix(
    labels: ["ham", "spam", "never"], truth: [0, 0, 0, 1, 1], predicted: [0, 0, 1, 1, 0])

  @Test func confusionMatrix() throws {
    let map = confusion.heatMap()
    let shares: [[Double]] = [[2.0 / 3, 1.0 / 3, 0], [0.5, 0.5, 0], [0, 0, 0]]
    #expect(map.values == shares)
    #expect(map.texts == [["2", "1", ""], ["1", "1", ""], ["", "", ""]])
    let svg = map.svg
    try expectWellFormed(svg)
    #expect(elementCount(svg, "cell") == 9)
    #expect(svg.contains(">label<") && svg.contains(">predicted<"))
    try expectWellFormed(ConfusionMatrix(labels: []).heatMap().svg)
  }

  /// A row of two is not as dark as one of a thousand: Wilson's interval by hand.
  @Test func rareRowsArePale() {
    var matrix = ConfusionMatrix(labels: ["often", "rare"])
    for _ in 0..<1000 { matrix.add(truth: 0, predicted: 0) }
    for _ in 0..<2 { matrix.add(truth: 1, predicted: 1) }
    let map = matrix.heatMap()
    #expect(map.values == [[1, 0], [0, 1]])
    let shades = map.shades ?? []
    #expect(abs(shades[0][0] - 1000 / (1000 + 1.96 * 1.96)) < 1e-9)
    #expect(abs(shades[1][1] - 2 / (2 + 1.96 * 1.96)) < 1e-9 && shades[0][1] == 0)
    #expect(map.svg.contains("share of the row,"))
  }

  @Test func reliability() throws {
    let found = Reliability(
      confidences: [0.1, 0.15, 0.55, 0.9, 0.95], isRight: [false, true, true, true, true],
      binCount: 5)
    let chart = Reliability.chart([("model", found), ("scaled", found)])
    #expect(chart.series.map(\.name) == ["as it should be", "model", "scaled"])
    #expect(chart.series[1].points.map(\.y) == [0.5, 1, 1])
    try expectWellFormed(chart.svg)
    #expect(elementCount(chart.svg, "mark") == 6)
  }

  @Test func trainingCurves() throws {
    let lines = [
      #"{"epoch":1,"step":5,"trainLoss":2,"learningRate":1,"gradientNorm":1,"wordsPerSecond":1,"seconds":1}"#,
      #"{"epoch":1,"step":10,"trainLoss":1,"learningRate":1,"gradientNorm":1,"wordsPerSecond":1,"seconds":2,"isBest":true,"validation":{"crossEntropy":1.5,"perplexity":4.5,"tokens":9,"score":0.5}}"#,
      #"{"epoch":2,"step":20,"trainLoss":0.5,"learningRate":1,"gradientNorm":1,"wordsPerSecond":1,"seconds":3,"isBest":false,"validation":{"crossEntropy":1.4,"perplexity":4.1,"tokens":9,"score":0.4}}"#,
    ]
    let records = try lines.map {
      try JSONDecoder().decode(MetricsRecord.self, from: Data($0.utf8))
    }
    let curves = TrainingCurves(records)
    #expect(curves.loss.series[0].points.map(\.x) == [0.5, 1, 2])
    #expect(curves.loss.series[1].points.map(\.y) == [1.5, 1.4])
    let score = try #require(curves.score)
    #expect(score.series.map { $0.points.count } == [2, 1])
    try expectWellFormed(curves.loss.svg)
    #expect(score.yTitle == "score" && curves.loss.series.count == 2)
    #expect(TrainingCurves([]).score == nil)
    try expectWellFormed(TrainingCurves([]).loss.svg)
  }

  @Test func theBestEpochsAreMarkedWhereTheyAreDecided() throws {
    func curves(deciding: String?, shown: String?) throws -> TrainingCurves {
      let names = [("deciding", deciding), ("shown", shown)].compactMap { key, name in
        name.map { "\"\(key)\":\"\($0)\"," }
      }.joined()
      let lines = (1...3).map { epoch in
        """
        {"epoch":\(epoch),"step":\(epoch),"trainLoss":1,"learningRate":1,"gradientNorm":1,\
        "wordsPerSecond":1,"seconds":1,"isBest":\(epoch != 2),"validation":{\(names)"tokens":9,\
        "crossEntropy":\(epoch),"scores":{"macroF1":0.\(epoch),"accuracy":0.5}}}
        """
      }
      return TrainingCurves(
        try lines.map { try JSONDecoder().decode(MetricsRecord.self, from: Data($0.utf8)) })
    }
    let byScore = try curves(deciding: "macroF1", shown: nil)
    #expect(byScore.score?.series.map { $0.points.count } == [3, 2])
    #expect(byScore.score?.yTitle == "macro F1" && byScore.loss.series.count == 2)
    let byLoss = try curves(deciding: nil, shown: "accuracy")
    #expect(byLoss.loss.series.map(\.name) == ["training", "validation", "best so far"])
    #expect(byLoss.loss.series[2].points.map(\.y) == [1, 3])
    #expect(byLoss.score?.series.count == 1 && byLoss.score?.yTitle == "accuracy")
  }
}
