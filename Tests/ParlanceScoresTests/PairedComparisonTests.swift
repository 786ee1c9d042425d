import ParlanceScores
import ParlanceText
import Testing

@Suite struct PairedComparisonTests {
  private func results(_ predictions: [Int]) throws -> ClassificationResults {
    let names = predictions.indices.map { [["a", "b"][$0 % 2]] }
    return ClassificationResults(
      truth: TrueLabels(names, known: try LabelSet(["a", "b"])), predictions: predictions)
  }

  @Test func aModelAgainstItself() throws {
    let some = try results([0, 1, 1, 1, 0, 0])
    let found = PairedComparison(some, some)
    #expect(found.accuracy.value == 0 && found.accuracy.pValue == 1)
    #expect(found.macroF1.interval == ConfidenceInterval(percentilesOf: [0]))
    #expect(found.mcNemar == McNemar(onlyFirst: 0, onlySecond: 0))
  }

  @Test func aBetterModel() throws {
    let good = try results((0..<60).map { $0 % 2 })
    let poor = try results((0..<60).map { $0 % 3 == 0 ? 1 - $0 % 2 : $0 % 2 })
    let found = PairedComparison(good, poor)
    expectNear(found.accuracy.value, 1.0 / 3)
    #expect(found.accuracy.interval.low > 0.15 && found.accuracy.interval.high < 0.5)
    #expect(found.accuracy.pValue < 0.01 && found.microF1.value == found.accuracy.value)
    #expect(found.mcNemar.onlyFirst == 20 && found.mcNemar.onlySecond == 0)
    #expect(PairedComparison(poor, good).accuracy.value == -found.accuracy.value)
    #expect(PairedComparison(good, poor) == found)
  }
}
