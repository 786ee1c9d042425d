import Foundation
import ParlanceArrays
import ParlanceAutograd
import ParlanceNN
import ParlanceSystem
import ParlanceTestSupport
import Testing

@Suite struct SampledOutputLayerTests {
  private static func make(_ golden: GoldenCase) -> any SampledOutputLayer {
    var generator = RandomGenerator(seed: 1)
    let settings = golden.settings
    let (width, classes) = (settings.int("width"), settings.int("classes"))
    let (power, counts) = (settings.double("power"), golden.integers("counts").values)
    switch golden.operation {
    case "sampled_softmax":
      return SampledSoftmax(width, classes, counts: counts, power: power, using: &generator)
    case "black_out":
      return BlackOut(width, classes, counts: counts, power: power, using: &generator)
    default:
      return NoiseContrastiveEstimation(
        width, classes, counts: counts, power: power,
        logNormalizer: settings.double("log_normalizer"), using: &generator)
    }
  }

  private func check<L: SampledOutputLayer>(_ golden: GoldenCase, _: L) {
    let targets = golden.integers("targets").values.map { Int32($0) }
    let samples = golden.integers("samples").values.map { Int32($0) }
    expectCase(golden, module: Self.make(golden) as! L) { layer, inputs in
      let hidden = inputs["hidden"]!
      return [
        layer.loss(hidden, targets, samples: samples),
        layer.logProbabilities(OutputInput(hidden)),
      ]
    }
  }

  @Test(arguments: GoldenCase.all("output_layers", "sampled_softmax", "black_out", "contrastive"))
  func golden(_ golden: GoldenCase) { check(golden, Self.make(golden)) }

  /// One of each kind with 4 inputs, 12 tokens and more noise than tokens.
  private func layers(_ type: ElementType = .float64) -> [any SampledOutputLayer] {
    var generator = RandomGenerator(seed: 4)
    let counts = (1...12).map { 200 / $0 }
    let layers: [any SampledOutputLayer] = [
      SampledSoftmax(4, 12, counts: counts, samples: 30, using: &generator),
      BlackOut(4, 12, counts: counts, samples: 30, power: 0.4, using: &generator),
      NoiseContrastiveEstimation(4, 12, counts: counts, samples: 30, using: &generator),
    ]
    for layer in layers { layer.cast(to: type) }
    return layers
  }

  @Test func evaluationIsExact() {
    for layer in layers() { expectExact(layer, vocabularySize: 12) }
  }

  @Test func ignoredTargetsCountForNothing() {
    for layer in layers() { expectIgnoring(layer) }
  }

  @Test func gradientsAreOfTheRowsUsed() {
    var generator = RandomGenerator(seed: 4)
    for layer in [
      SampledSoftmax(4, 1000, samples: 5, using: &generator),
      BlackOut(4, 1000, samples: 5, using: &generator),
      NoiseContrastiveEstimation(4, 1000, samples: 5, using: &generator),
    ] as [any SampledOutputLayer] {
      let hidden = Tensor(someHidden(3).cast(to: .float32))
      let gradients = layer.loss(hidden, [7, 7, 900], samples: [1, 7, 3, 3, 999]).backward()
      for parameter in [layer.weight, layer.bias] {
        guard case .rows(let rows) = gradients[gradient: parameter] else {
          Issue.record("expected rows")
          continue
        }
        #expect(rows.ids == [1, 3, 7, 900, 999])
        #expect(rows.values.shape == [5] + parameter.shape.dropFirst())
        #expect(gradients[parameter].shape == parameter.shape)
      }
    }
  }

  @Test func noiseIsAFunctionOfTheKey() {
    for layer in layers(.float32) {
      func loss(_ seed: UInt64) -> Double {
        layer.trainingLoss(
          OutputInput(Tensor(someHidden(5).cast(to: .float32))), [1, 2, 3, 4, 5], ignoring: -1,
          mode: .training(RandomKey(seed: seed))
        ).item
      }
      #expect(loss(1) == loss(1))
      #expect(loss(1) != loss(2))
    }
  }

  /// With all other tokens as noise once each and a Q that is uniform, the sampled softmax is the full one.
  @Test func allTokensAsNoiseMakeTheFullSoftmax() {
    let layer = layers()[0]
    layer.noise = NoiseDistribution(counts: [Int](repeating: 1, count: 12))
    let hidden = Tensor(someHidden(3))
    let full = layer.losses(OutputInput(hidden), [4, 0, 11], ignoring: -1).doubles
    let sampled = layer.loss(hidden, [4, 0, 11], samples: (0..<12).map { $0 })
    #expect(abs(sampled.item - full.reduce(0, +) / 3) < 1e-12)
  }

  @Test func itLearnsTheDistributionOfItsTargets() {
    for layer in layers() {
      let hidden = NDArray(repeating: 1, shape: [30, 4], .float64)
      // 1 of 2, 1 of 3 and 1 of 6.
      let targets = (0..<30).map { [2, 2, 2, 5, 5, 9][$0 % 6] as Int32 }
      for step in 0..<1200 {
        let gradients = layer.trainingLoss(
          OutputInput(Tensor(hidden)), targets, ignoring: -1,
          mode: .training(RandomKey(seed: UInt64(step)))
        ).backward()
        let rate = 0.15 * 100 / Double(100 + step)
        for parameter in layer.parameters {
          let gradient = gradients[parameter]
          parameter.update { $0.kernels.addScaled(-rate, gradient, &$0) }
        }
      }
      let logs = layer.logProbabilities(OutputInput(Tensor(hidden))).array
      for (token, expected) in [(2, 1.0 / 2), (5, 1.0 / 3), (9, 1.0 / 6)] {
        let found = exp(logs[0, token])
        // BlackOut's loss favours what is likely where the noise holds all tokens.
        let tolerance = layer is BlackOut ? 0.2 : 0.1
        #expect(
          abs(found - expected) < tolerance, "\(type(of: layer)), token \(token): \(found)")
      }
    }
  }

  @Test func tiedWeightsAreTheTable() {
    let table = Parameter(someHidden(6))
    let layer = NoiseContrastiveEstimation(tiedTo: table, samples: 3, logNormalizer: 2)
    #expect(layer.weight === table)
    #expect(abs(layer.bias.value[0] - (2 - log(6))) < 1e-12)
    #expect(layer.stateDictionary.map(\.name) == ["weight", "bias"])
    expectExact(layer, vocabularySize: 6)
    expectExact(BlackOut(tiedTo: table), vocabularySize: 6)
    expectExact(SampledSoftmax(tiedTo: table), vocabularySize: 6)
  }

  @Test func contrastiveEstimationBeginsAsTheUnigramModel() {
    var generator = RandomGenerator(seed: 1)
    let layer = NoiseContrastiveEstimation(
      4, 3, counts: [2, 3, 5], logNormalizer: 1.5, using: &generator)
    for (bias, share) in zip(layer.bias.value.doubles, [0.2, 0.3, 0.5]) {
      #expect(abs(bias - 1.5 - log(share)) < 1e-6)
    }
  }

  @Test func oneTokenIsCertain() {
    var generator = RandomGenerator(seed: 4)
    for layer in [
      SampledSoftmax(4, 1, samples: 3, using: &generator),
      BlackOut(4, 1, samples: 3, using: &generator),
    ] as [any SampledOutputLayer] {
      let hidden = OutputInput(Tensor(someHidden(2).cast(to: .float32)))
      #expect(layer.trainingLoss(hidden, [0, 0], ignoring: -1, mode: .evaluation).item == 0)
      #expect(layer.logProbabilities(hidden).array == NDArray(zeros: [2, 1]))
    }
  }

  @Test func mismatch() async {
    expectTrap(
      "SampledOutputLayer: 3 counts for 10 tokens",
      await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
        var generator = RandomGenerator(seed: 1)
        _ = BlackOut(2, 10, counts: [1, 2, 3], using: &generator)
      })
  }
}
