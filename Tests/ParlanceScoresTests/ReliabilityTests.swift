import ParlanceScores
import ParlanceText
import Testing

@Suite struct ReliabilityTests {
  @Test(arguments: GoldenScores.all.calibration.indices)
  func bins(index: Int) {
    let golden = GoldenScores.all.calibration[index]
    let found = Reliability(
      confidences: golden.confidences, isRight: golden.right, binCount: golden.bins)
    #expect(found.bins.map(\.count) == golden.counts)
    for (place, bin) in found.bins.enumerated() {
      expectNear(bin.accuracy, golden.accuracy[place])
      expectNear(bin.confidence, golden.confidence[place])
      #expect(bin.lower <= bin.confidence && bin.confidence <= bin.upper)
    }
    expectNear(found.expectedCalibrationError, golden.expectedError)
    expectNear(found.maximumCalibrationError, golden.maximumError)
  }

  @Test func theEnds() {
    let found = Reliability(confidences: [0, 1, .nan], isRight: [false, true, true], binCount: 4)
    #expect(found.bins.map(\.lower) == [0, 0.75])
    #expect(found.expectedCalibrationError == 0)
    #expect(Reliability(confidences: [], isRight: []).expectedCalibrationError == 0)
  }

  /// The confidence in a text is that of its predicted label; of several, each label's probability.
  @Test func confidencesOfResults() throws {
    let labels = try LabelSet(["a", "b"])
    let truth = TrueLabels([["a"], ["b"]], known: labels)
    let rows = [[0.8, 0.2], [0.6, 0.4]]
    let one = try #require(
      ClassificationResults(truth: truth, probabilities: rows).reliability(binCount: 1))
    #expect(one.bins.map(\.count) == [2] && one.bins[0].accuracy == 0.5)
    expectNear(one.bins[0].confidence, 0.7)
    let several = try #require(
      ClassificationResults(truth: truth, probabilities: rows, thresholds: [0.5, 0.5])
        .reliability(binCount: 1))
    #expect(several.bins.map(\.count) == [4] && several.bins[0].accuracy == 0.5)
    expectNear(several.bins[0].confidence, 0.5)
    #expect(
      ClassificationResults(truth: truth, predictions: [0, 0]).reliability() == nil)
  }
}
