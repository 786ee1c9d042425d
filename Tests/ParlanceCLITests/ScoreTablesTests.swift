import ParlanceScores
import ParlanceText
import ParlanceTraining
import Testing

@testable import ParlanceCLI

@Suite struct ScoreTablesTests {
  @Test func scoresLabelsAndConfusion() throws {
    let truth = TrueLabels(
      [["ham"], ["ham"], ["ham"], ["spam"], ["eggs"]], known: try LabelSet(["spam", "ham"]))
    let results = ClassificationResults(
      truth: truth,
      probabilities: [[0.1, 0.9], [0.2, 0.8], [0.7, 0.3], [0.6, 0.4], [0.5, 0.5]])
    let scores = ClassificationScores(results, samples: 0)
    #expect(
      scores.listing(order: ["spam", "ham"]) == """
        accuracy           60.00 %
        macro F1           43.33 %
        micro F1           60.00 %
        weighted F1        58.00 %
        log loss           7.6174 nats
        calibration error  38.00 %
        ROC AUC            0.7083
        average precision  0.6833
        texts              5
        unseen labels      eggs

        label  precision  recall     F1  support
        spam       33.33  100.00  50.00        1
        ham       100.00   66.67  80.00        3
        eggs        0.00    0.00   0.00        1

        label \\ predicted  spam  ham  eggs
        spam                  1    0     0
        ham                   1    2     0
        eggs                  1    0     0
        """)
  }

  @Test func manyLabelsAreListedByTheirMistakes() {
    let labels = (0..<20).map { "l\($0)" }
    let confusion = ConfusionMatrix(
      labels: labels, truth: [0, 0, 3, 3, 3, 5], predicted: [1, 0, 4, 4, 3, 5])
    #expect(
      confusion.listing() == """
        label  taken for  times  of the label
        l3     l4             2       66.67 %
        l0     l1             1       50.00 %
        """)
    #expect(ConfusionMatrix(labels: labels).listing() == "no mistakes")
  }

  @Test func runs() {
    #expect(RunStatistics([0.5, 0.7]).percentText == "60.00 ± 14.14 %")
    #expect(RunStatistics([0.5]).percentText == "50.00 %")
  }
}
