import Foundation
import ParlanceScores
import ParlanceText
import Testing

@Suite struct ClassificationScoresTests {
  private func expectAverages(_ scores: ClassificationScores, _ golden: [String: [Double]]) {
    expectNear(scores.macroPrecision, golden["macro"]![0])
    expectNear(scores.macroRecall, golden["macro"]![1])
    expectNear(scores.macroF1, golden["macro"]![2])
    expectNear(scores.microPrecision, golden["micro"]![0])
    expectNear(scores.microRecall, golden["micro"]![1])
    expectNear(scores.microF1, golden["micro"]![2])
    expectNear(scores.weightedF1, golden["weighted"]![2])
  }

  @Test(arguments: GoldenScores.all.single.indices)
  func oneLabelAText(index: Int) throws {
    let golden = GoldenScores.all.single[index]
    let results = try golden.results
    let scores = ClassificationScores(results, samples: 40, seed: 5)
    #expect(results.predictions == golden.predicted.map { [$0] })
    expectNear(scores.accuracy, golden.accuracy)
    expectAverages(scores, golden.averages)
    expectNear(scores.logLoss, golden.logLoss)
    expectNear(scores.rocAUC, golden.rocAUC)
    expectNear(scores.averagePrecision, golden.averagePrecision)
    expectNear(scores.intervals?.macroF1.low, golden.macroInterval[0])
    expectNear(scores.intervals?.macroF1.high, golden.macroInterval[1])
    #expect(scores.hammingLoss == nil)
    #expect(scores.texts == golden.truth.count)
    let seen = Set(golden.truth + golden.predicted)
    #expect(Set(scores.labels.keys) == Set(seen.map(String.init)))
    for (name, score) in scores.labels {
      let expected = golden.byLabel[Int(name)!]
      expectNear(score.precision, expected[0])
      expectNear(score.recall, expected[1])
      expectNear(score.f1, expected[2])
      #expect(score.support == Int(expected[3]))
    }
    let unseen = Set(golden.truth.filter { $0 >= golden.known }.map(String.init))
    #expect(Set(scores.unseenLabels ?? []) == unseen)
  }

  @Test(arguments: GoldenScores.all.multiple.indices)
  func severalLabelsAText(index: Int) throws {
    let golden = GoldenScores.all.multiple[index]
    let results = try golden.results(golden.thresholds)
    let scores = ClassificationScores(results, samples: 0)
    expectNear(scores.accuracy, golden.accuracy)
    expectAverages(scores, golden.averages)
    expectNear(scores.hammingLoss, golden.hammingLoss)
    expectNear(scores.logLoss, golden.logLoss)
    expectNear(scores.rocAUC, golden.rocAUC)
    expectNear(scores.averagePrecision, golden.averagePrecision)
    #expect(scores.labels.count == golden.labels)
    #expect(scores.confusion == nil && scores.intervals == nil && scores.unseenLabels == nil)
  }

  @Test func theKeysOfTheContract() throws {
    let truth = TrueLabels([["a"], ["b"]], known: try LabelSet(["a", "b"]))
    let results = ClassificationResults(truth: truth, probabilities: [[0.9, 0.1], [0.6, 0.4]])
    let object = try JSONSerialization.jsonObject(
      with: JSONEncoder().encode(ClassificationScores(results)))
    let json = try #require(object as? [String: Any])
    for key in ["accuracy", "macroF1", "microF1", "logLoss", "texts"] {
      #expect(json[key] is NSNumber, "\(key)")
    }
    let label = try #require((json["labels"] as? [String: [String: Any]])?["a"])
    #expect(Set(label.keys) == ["precision", "recall", "f1", "support"])
    #expect(label["precision"] as? Double == 0.5 && label["support"] as? Int == 1)
  }

  /// é and e + ´ are one label, known or not.
  @Test func labelsThatDifferInTheirScalarsAlone() throws {
    let names = ["\u{E9}", "e\u{301}", "x\u{E9}", "xe\u{301}"]
    let truth = TrueLabels(names.map { [$0] }, known: try LabelSet(["e\u{301}"]))
    #expect(truth.indices == [[0], [0], [1], [1]] && truth.names == ["é", "xé"])
    let results = ClassificationResults(truth: truth, predictions: [0, 0, 0, 0])
    let scores = ClassificationScores(results, samples: 0)
    #expect(scores.accuracy == 0.5 && scores.labels["e\u{301}"]?.support == 2)
  }

  /// Rows that are not kept give the same scores, but those that need all of them.
  @Test func rowsOneByOne() throws {
    let rows = [[0.7, 0.2, 0.1], [0.1, 0.3, 0.6], [0.4, 0.5, 0.1], [0.2, 0.2, 0.6]]
    let truth = TrueLabels(
      [["a"], ["b"], ["b"], ["new"]], known: try LabelSet(["a", "b", "c"]))
    let whole = ClassificationScores(ClassificationResults(truth: truth, probabilities: rows))
    let streamed = ClassificationScores(ClassificationResults(truth: truth) { rows[$0] })
    #expect(streamed.rocAUC == nil && streamed.averagePrecision == nil && whole.rocAUC != nil)
    var expected = whole
    (expected.rocAUC, expected.averagePrecision) = (nil, nil)
    #expect(streamed == expected && streamed.logLoss != nil && streamed.reliability != nil)
    let results = ClassificationResults(truth: truth, probabilities: rows)
    #expect(results.macroF1 == whole.macroF1)
  }

  @Test func noTexts() throws {
    let truth = TrueLabels([], known: try LabelSet(["a"]))
    let scores = ClassificationScores(ClassificationResults(truth: truth, probabilities: []))
    #expect(scores.accuracy == 0 && scores.macroF1 == 0 && scores.texts == 0)
    #expect(scores.logLoss == nil && scores.rocAUC == nil && scores.intervals == nil)
  }

  @Test func aLabelGivenTwiceCountsOnce() throws {
    let truth = TrueLabels([["b", "a", "b"], []], known: try LabelSet(["a", "b"]))
    #expect(truth.indices == [[0, 1], []])
    let results = ClassificationResults(
      truth: truth, probabilities: [[0.6, 0.5], [0.1, 0.2]], thresholds: [0.5, 0.5])
    #expect(results.isRight == [true, true])
    #expect(ClassificationScores(results).accuracy == 1)
  }

  @Test func whatIsNotANumberIsSeen() throws {
    let truth = TrueLabels([["a"], ["b"]], known: try LabelSet(["a", "b"]))
    let results = ClassificationResults(truth: truth, probabilities: [[.nan, .nan], [0, 1]])
    #expect(results.predictions == [[0], [1]])
    #expect(results.logLoss?.isNaN == true)
  }

  @Test func resultsThatDoNotFitTrap() async {
    let result = await #expect(
      processExitsWith: .failure, observing: [\.standardErrorContent]
    ) {
      let truth = TrueLabels([["a"]], known: try LabelSet(["a", "b"]))
      _ = ClassificationResults(truth: truth, probabilities: [[1]])
    }
    let message = String(decoding: result?.standardErrorContent ?? [], as: UTF8.self)
    #expect(
      message.contains("ClassificationResults: expected probabilities of 2 labels, found 1"))
  }
}
