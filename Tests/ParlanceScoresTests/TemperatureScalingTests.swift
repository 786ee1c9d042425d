import Foundation
import ParlanceScores
import Testing

@Suite struct TemperatureScalingTests {
  @Test(arguments: GoldenScores.all.temperature.indices)
  func likeliestTemperatures(index: Int) {
    let golden = GoldenScores.all.temperature[index]
    let found = TemperatureScaling(logits: golden.logits, truth: golden.truth)
    expectNear(found.temperature, golden.temperature, tolerance: 1e-6)
    let binary = TemperatureScaling(
      binaryLogits: golden.logits, truth: golden.truth.map { [$0] })
    expectNear(binary.temperature, golden.binaryTemperature, tolerance: 1e-6)
  }

  @Test func nothingToLearnFrom() {
    #expect(TemperatureScaling(logits: [], truth: []).temperature == 1)
    #expect(TemperatureScaling(logits: [[0, 0]], truth: [1]).temperature == 1)
    #expect(TemperatureScaling(logits: [[1, 0]], truth: [2]).temperature == 1)
    #expect(TemperatureScaling(binaryLogits: [[]], truth: [[]]).temperature == 1)
  }

  /// Without a prior, texts that are all right would make the model as sure as can be.
  @Test func aFewTextsSayLittle() {
    func temperature(_ count: Int, margin: Double, truth: Int = 0) -> Double {
      TemperatureScaling(
        logits: [[Double]](repeating: [margin, 0], count: count),
        truth: [Int](repeating: truth, count: count)
      ).temperature
    }
    let one = temperature(1, margin: 1)
    let eight = temperature(8, margin: 1)
    #expect(one > 0.7 && one < 1 && eight > 0.3 && eight < one)
    let confidence = 1 / (1 + exp(-1 / eight))
    #expect(confidence > 0.88 && confidence < 0.96)
    // Sure enough already.
    #expect(temperature(8, margin: 8) > 0.95)
    #expect(temperature(8, margin: 1, truth: 1) > 2)
    expectNear(temperature(500, margin: 0.01), 0.05)
    expectNear(temperature(500, margin: 10, truth: 1), 20)
  }

  /// A label that cannot be has no part in it.
  @Test func impossibleLabels() {
    let some = [[3.0, 0, 1], [0, 2, 1], [2, 1, 0]]
    let plain = TemperatureScaling(logits: some, truth: [0, 1, 2])
    let wider = TemperatureScaling(
      logits: some.map { $0 + [-.infinity] } + [[0, 0, 0, -.infinity]], truth: [0, 1, 2, 3])
    #expect(plain.temperature > 0.06 && plain.temperature < 19)
    expectNear(wider.temperature, plain.temperature)
  }
}
