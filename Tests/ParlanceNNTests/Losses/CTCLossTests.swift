import Foundation
import ParlanceArrays
import ParlanceAutograd
import ParlanceNN
import ParlanceTestSupport
import Testing

@Suite struct CTCLossTests {
  @Test(arguments: GoldenCase.all("losses", "ctcLoss")) func golden(_ golden: GoldenCase) {
    let padded = golden.integers("targets")
    let width = padded.shape[1]
    let targets = golden.integers("targetLengths").values.enumerated().map { row, length in
      padded.values[row * width..<row * width + length].map { Int32($0) }
    }
    expectCase(golden) { inputs in
      [
        ctcLoss(
          logSoftmax(inputs["y"]!), targets, lengths: golden.integers("lengths").values,
          blank: golden.settings.int("blank"), zeroInfinity: golden.settings.bool("zeroInfinity"),
          reduction: golden.reduction)
      ]
    }
  }

  @Test func gradient() {
    expectLossGradients([spread([3, 6, 4])]) {
      ctcLoss(
        logSoftmax($0[0]), [[1, 1, 2], [], [3]], lengths: [6, 4, 2], reduction: .none)
    }
    expectLossGradients([spread([1, 5, 3])]) { ctcLoss(logSoftmax($0[0]), [[0, 1]], blank: 2) }
  }

  @Test func allWaysAreCounted() {
    // Two frames and two labels: blank and a. "a" is read from a a, a blank and blank a.
    let x = log(Tensor(NDArray(float64: [0.4, 0.6, 0.3, 0.7], shape: [1, 2, 2])))
    let expected = -Foundation.log(0.6 * 0.7 + 0.6 * 0.3 + 0.4 * 0.7)
    #expect(abs(ctcLoss(x, [[1]]).item - expected) < 1e-12)
  }

  @Test func targetsThatDoNotFit() {
    let x = Parameter(spread([1, 2, 3]))
    let left = ctcLoss(logSoftmax(x.tensor), [[1, 1]], zeroInfinity: true)
    #expect(left.item == 0)
    #expect(left.backward()[x] == NDArray(zeros: [1, 2, 3], .float64))
    #expect(ctcLoss(logSoftmax(x.tensor), [[1, 1]]).item == .infinity)
    #expect(ctcLoss(logSoftmax(x.tensor), [[]], lengths: [0]).item == 0)
  }

  @Test func mismatch() async {
    expectTrap(
      "ctcLoss: label 0 is the blank or outside 3 classes",
      await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
        _ = ctcLoss(Tensor(NDArray(zeros: [1, 2, 3])), [[0]])
      })
    expectTrap(
      "ctcLoss: expected [B, T, C], found [2, 3] with 1 targets and 2 lengths",
      await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
        _ = ctcLoss(Tensor(NDArray(zeros: [2, 3])), [[1]])
      })
  }
}
