import Foundation
import ParlanceScores
import ParlanceTestSupport
import ParlanceText
import Testing

/// As `Tools/reference/golden_fairness.py` computes it with fairlearn and SciPy.
struct GoldenFairness: Decodable {
  struct Label: Decodable {
    /// By group: selection, true positive and false positive rate.
    let rates: [[Double]]
    let demographicParity: Double
    let equalizedOdds: Double
  }

  struct Case: Decodable {
    let labels: Int
    let truth: [Int]
    let predicted: [Int]
    let groups: [String]
    let accuracy: [Double]
    let macroF1: [Double]
    let accuracyGap: Double
    let macroF1Gap: Double
    let byLabel: [Label]
  }

  struct TTest: Decodable {
    let first: [Double]
    let second: [Double]
    let t: Double
    let p: Double
  }

  let cases: [Case]
  let tTests: [TTest]

  static let all = try! JSONDecoder().decode(
    GoldenFairness.self, from: goldenData("fairness.json"))
}

@Suite struct GroupFairnessTests {
  private func results(
    _ truth: [Int], _ predicted: [Int], labels: Int
  ) throws -> ClassificationResults {
    let known = try LabelSet((0..<labels).map(String.init))
    return ClassificationResults(
      truth: TrueLabels(truth.map { [String($0)] }, known: known), predictions: predicted)
  }

  @Test func asFairlearnHasIt() throws {
    for golden in GoldenFairness.all.cases {
      let found = GroupFairness(
        try results(golden.truth, golden.predicted, labels: golden.labels),
        groups: golden.groups, samples: 20)
      #expect(found.groups.map(\.name) == Set(golden.groups).sorted())
      for (group, expected) in zip(found.groups, zip(golden.accuracy, golden.macroF1)) {
        expectNear(group.scores.accuracy, expected.0)
        expectNear(group.scores.macroF1, expected.1)
      }
      expectNear(found.accuracy.value, golden.accuracyGap)
      expectNear(found.macroF1.value, golden.macroF1Gap)
      for (label, expected) in golden.byLabel.enumerated() {
        let gaps = found.labels["\(label)"]
        expectNear(gaps?.demographicParity.value, expected.demographicParity)
        expectNear(gaps?.equalizedOdds?.value, expected.equalizedOdds)
        for (group, rates) in zip(found.groups, expected.rates) {
          expectNear(group.rates["\(label)"]?.selectionRate, rates[0])
          expectNear(group.rates["\(label)"]?.truePositiveRate, rates[1])
          expectNear(group.rates["\(label)"]?.falsePositiveRate, rates[2])
        }
      }
      expectNear(
        found.demographicParityDifference, golden.byLabel.map(\.demographicParity).max())
      expectNear(found.equalizedOddsDifference, golden.byLabel.map(\.equalizedOdds).max())
    }
  }

  @Test func intervalsHoldTheGapAndFollowTheSeed() throws {
    let golden = GoldenFairness.all.cases[1]
    let results = try results(golden.truth, golden.predicted, labels: golden.labels)
    let found = GroupFairness(results, groups: golden.groups, samples: 200, seed: 3)
    let interval = try #require(found.accuracy.interval)
    #expect(interval.low <= found.accuracy.value && found.accuracy.value <= interval.high)
    #expect(interval.low >= 0 && interval.low < interval.high)
    #expect(found == GroupFairness(results, groups: golden.groups, samples: 200, seed: 3))
    let none = GroupFairness(results, groups: golden.groups, samples: 0)
    #expect(none.accuracy.interval == nil && none.groups[0].scores.intervals == nil)
  }

  @Test func ratesOfNothingAndTextsWithoutAGroup() throws {
    // Group b has no text of label 1, group a none of label 0.
    let found = GroupFairness(
      try results([1, 1, 0, 0, 1], [1, 0, 0, 1, 1], labels: 2), groups: ["a", "a", "b", "b", nil],
      samples: 50)
    #expect(found.withoutGroup == 1 && found.groups.map(\.scores.texts) == [2, 2])
    #expect(found.groups[1].rates["1"]?.truePositiveRate == nil)
    #expect(found.groups[0].rates["1"]?.falsePositiveRate == nil)
    #expect(found.labels["1"]?.truePositiveRate == nil && found.equalizedOddsDifference == nil)
    #expect(found.labels["1"]?.demographicParity.value == 0 && found.accuracy.value == 0)
  }

  @Test func theGroupsAtBothEndsAreNamed() throws {
    let found = GroupFairness(
      try results([0, 0, 0, 0, 1, 1], [0, 0, 0, 1, 0, 1], labels: 2),
      groups: ["a", "a", "b", "b", "c", "c"], samples: 0)
    #expect(found.accuracy.value == 0.5)
    #expect(found.accuracy.least == "b" && found.accuracy.greatest == "a")
  }

  @Test func severalLabelsAText() throws {
    let known = try LabelSet(["x", "y"])
    let results = ClassificationResults(
      truth: TrueLabels([["x", "y"], ["x"], [], ["y"]], known: known),
      probabilities: [[0.9, 0.8], [0.9, 0.7], [0.1, 0.2], [0.6, 0.4]], thresholds: [0.5, 0.5])
    let found = GroupFairness(results, groups: ["a", "b", "a", "b"], samples: 10)
    #expect(found.groups.map(\.scores.accuracy) == [1, 0])
    #expect(found.labels["y"]?.truePositiveRate?.value == 1)
  }

  @Test func oneGroupTraps() async {
    let result = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      let known = try LabelSet(["x"])
      let results = ClassificationResults(
        truth: TrueLabels([["x"]], known: known), predictions: [0])
      _ = GroupFairness(results, groups: ["a"])
    }
    let text = String(decoding: result?.standardErrorContent ?? [], as: UTF8.self)
    #expect(text.contains("GroupFairness: expected 1 texts in two groups or more"))
  }
}
