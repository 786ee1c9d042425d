import ParlanceTraining
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

  @Test func theRangeEnds() {
    expectNear(TemperatureScaling(logits: [[1, 0]], truth: [0]).temperature, 0.05)
    expectNear(TemperatureScaling(logits: [[1, 0]], truth: [1]).temperature, 20)
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
