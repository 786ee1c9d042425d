import ParlanceArrays
import ParlanceAutograd
import ParlanceNN
import ParlanceTestSupport
import Testing

@Suite struct CrossEntropyTests {
  @Test(arguments: GoldenCase.all("losses", "crossEntropy")) func golden(_ golden: GoldenCase) {
    let settings = golden.settings
    expectCase(golden) { inputs in
      [
        crossEntropy(
          inputs["y"]!, golden.classes("targets"), axis: settings.int("axis"),
          weight: inputs["weight"], ignoring: Int32(settings.int("ignoring")),
          labelSmoothing: settings.double("smoothing"), reduction: golden.reduction)
      ]
    }
  }

  @Test(arguments: GoldenCase.all("losses", "crossEntropyProbabilities")) func probabilities(
    _ golden: GoldenCase
  ) {
    let settings = golden.settings
    expectCase(golden) { inputs in
      [
        crossEntropy(
          inputs["y"]!, inputs["t"]!, axis: settings.int("axis"),
          weight: inputs["weight"]?.detached, labelSmoothing: settings.double("smoothing"),
          reduction: golden.reduction)
      ]
    }
  }

  @Test func gradient() {
    let weight = Tensor(NDArray(float64: [0.5, 2, 1]))
    expectLossGradients([spread([2, 3, 2])]) {
      crossEntropy(
        $0[0], [2, -1, 0, 1], axis: 1, weight: weight, ignoring: -1, labelSmoothing: 0.2)
    }
    expectLossGradients([spread([4, 3]), spread([4, 3], in: 0..<1, seed: 2)]) {
      crossEntropy($0[0], $0[1], weight: weight, labelSmoothing: 0.1, reduction: .none)
    }
  }

  @Test func bothPathsAgree() {
    let logits = Tensor(spread([5, 4]))
    let targets: [Int32] = [3, 0, -100, 1, 1]
    let losses = crossEntropy(logits, targets, reduction: .none)
    #expect(losses.shape == [5])
    #expect(abs(losses.sum().item / 4 - crossEntropy(logits, targets).item) < 1e-12)
    #expect(crossEntropy(logits, [-100, -100, -100, -100, -100], labelSmoothing: 0.1).item == 0)
  }

  @Test func mismatch() async {
    expectTrap(
      "crossEntropy: target 3 is outside 3 classes",
      await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
        _ = crossEntropy(Tensor(NDArray(zeros: [2, 3])), [0, 3], reduction: .sum)
      })
    expectTrap(
      "crossEntropy: logits [2, 3], target probabilities [3]",
      await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
        _ = crossEntropy(Tensor(NDArray(zeros: [2, 3])), Tensor(NDArray(zeros: [3])))
      })
  }
}
