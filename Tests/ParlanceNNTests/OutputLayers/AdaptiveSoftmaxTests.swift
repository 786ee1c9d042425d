import Foundation
import ParlanceArrays
import ParlanceAutograd
import ParlanceNN
import ParlanceSystem
import ParlanceTestSupport
import Testing

@Suite struct AdaptiveSoftmaxTests {
  private static func make(_ golden: GoldenCase) -> AdaptiveSoftmax {
    var generator = RandomGenerator(seed: 1)
    let settings = golden.settings
    return AdaptiveSoftmax(
      settings.int("width"), settings.int("classes"), cutoffs: settings.ints("cutoffs"),
      divValue: settings.double("div"), hasHeadBias: settings.bool("bias"), using: &generator)
  }

  @Test(arguments: GoldenCase.all("output_layers", "adaptive"))
  func golden(_ golden: GoldenCase) {
    let targets = golden.integers("targets").values.map { Int32($0) }
    expectCase(golden, module: Self.make(golden)) { layer, inputs in
      let input = OutputInput(inputs["hidden"]!)
      return [
        layer.trainingLoss(input, targets, ignoring: -1, mode: .evaluation),
        layer.logProbabilities(input),
      ]
    }
  }

  @Test func aWrongGradientIsSeen() {
    let golden = GoldenCase.all("output_layers", "adaptive")[2]
    let targets = golden.integers("targets").values.map { Int32($0) }
    let failure = golden.failure(module: Self.make(golden)) { layer, inputs in
      layer.head.weight.isTrainable = false
      let input = OutputInput(inputs["hidden"]!)
      return [
        layer.trainingLoss(input, targets, ignoring: -1, mode: .evaluation),
        layer.logProbabilities(input),
      ]
    }
    #expect(failure?.contains("grad.head.weight") == true)
  }

  @Test func parametersHavePyTorchsNames() {
    var generator = RandomGenerator(seed: 1)
    let layer = AdaptiveSoftmax(
      32, 100, cutoffs: [10, 40], hasHeadBias: true, using: &generator)
    #expect(
      layer.stateDictionary.map(\.name) == [
        "head.weight", "head.bias", "tail.0.0.weight", "tail.0.1.weight", "tail.1.0.weight",
        "tail.1.1.weight",
      ])
    #expect(
      layer.stateDictionary.map(\.array.shape) == [
        [12, 32], [12], [8, 32], [30, 8], [2, 32], [60, 2],
      ])
  }

  @Test func lossesAreThoseOfTheLogProbabilities() {
    expectExact(small([3, 7]), vocabularySize: 12)
    expectExact(small([1]), vocabularySize: 12)
    expectExact(small([11]), vocabularySize: 12)
    expectExact(small([]), vocabularySize: 12)
  }

  private func small(_ cutoffs: [Int]) -> AdaptiveSoftmax {
    var generator = RandomGenerator(seed: 3)
    let layer = AdaptiveSoftmax(
      4, 12, cutoffs: cutoffs, divValue: 2, initializer: .normal(1), using: &generator)
    layer.cast(to: .float64)
    return layer
  }

  @Test func ignoredTargetsCountForNothing() {
    for cutoffs in [[], [2], [3, 7]] { expectIgnoring(small(cutoffs)) }
  }

  @Test func withoutClustersItIsTheFullSoftmax() {
    var generator = RandomGenerator(seed: 1)
    let layer = AdaptiveSoftmax(3, 1, cutoffs: [], using: &generator)
    let input = OutputInput(Tensor(NDArray(zeros: [2, 3])))
    #expect(layer.logProbabilities(input).array == NDArray(zeros: [2, 1]))
    #expect(layer.trainingLoss(input, [0, 0], ignoring: -1, mode: .evaluation).item == 0)
  }

  @Test func cutoffsAreSharesOfTheText() {
    func cutoffs(_ counts: [Int], hiddenSize: Int = 64) -> [Int] {
      AdaptiveSoftmax.cutoffs(
        forVocabulary: counts.count, hiddenSize: hiddenSize, counts: counts, shares: [0.5, 0.75])
    }
    #expect(cutoffs([0, 30, 20, 20, 10, 10, 5, 5]) == [3, 5])
    #expect(cutoffs([0, 30, 20, 20, 10, 10, 5, 5], hiddenSize: 15) == [3])
    #expect(cutoffs([0, 30, 20, 20, 10, 10, 5, 5], hiddenSize: 3) == [])
    #expect(cutoffs([100, 1, 1]) == [1])
    #expect(cutoffs([1, 100]) == [])
    #expect(cutoffs([0, 0, 0]) == [])
    let byZipf = AdaptiveSoftmax.cutoffs(forVocabulary: 33278, hiddenSize: 200)
    #expect(byZipf.count == 2 && (3000...8000).contains(byZipf[0]))
  }

  @Test(arguments: [1, 2, 3, 10, 100]) func cutoffsOfSmallVocabulariesFit(_ vocabularySize: Int) {
    for counts in [[], [Int](repeating: 0, count: vocabularySize)] {
      let cutoffs = AdaptiveSoftmax.cutoffs(
        forVocabulary: vocabularySize, hiddenSize: 8, counts: counts)
      var generator = RandomGenerator(seed: 1)
      let layer = AdaptiveSoftmax(8, vocabularySize, cutoffs: cutoffs, using: &generator)
      #expect(layer.outputSize == vocabularySize)
    }
  }

  @Test func mismatch() async {
    expectTrap(
      "AdaptiveSoftmax: expected ascending cutoffs within 1 ..< 10, found [3, 10]",
      await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
        var generator = RandomGenerator(seed: 1)
        _ = AdaptiveSoftmax(2, 10, cutoffs: [3, 10], using: &generator)
      })
    expectTrap(
      "AdaptiveSoftmax: target 10 is outside 10 tokens",
      await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
        var generator = RandomGenerator(seed: 1)
        let layer = AdaptiveSoftmax(2, 10, cutoffs: [3], using: &generator)
        let input = OutputInput(Tensor(NDArray(zeros: [1, 2])))
        _ = layer.trainingLoss(input, [10], ignoring: -1, mode: .evaluation)
      })
  }
}
