import ParlanceArrays
import ParlanceAutograd
import ParlanceNN
import ParlanceTestSupport
import Testing

@Suite struct HalfSquaredErrorTests {
  @Test(arguments: GoldenCase.all("losses", "halfSquaredError")) func golden(_ golden: GoldenCase) {
    expectCase(golden) { inputs in
      [halfSquaredError(inputs["y"]!, inputs["t"]!, reduction: golden.reduction)]
    }
  }

  @Test func gradient() {
    expectLossGradients([spread([3, 4]), spread([3, 4], seed: 2)]) {
      halfSquaredError($0[0], $0[1])
    }
    expectLossGradients([spread([4]), spread([4], seed: 2)]) {
      halfSquaredError($0[0], $0[1], reduction: .none)
    }
  }

  @Test func theMeanOfABatch() {
    let (y, t) = (
      Tensor(NDArray([1, 2, 3, 5], shape: [2, 2])), Tensor(NDArray([0, 0, 0, 0], shape: [2, 2]))
    )
    #expect(halfSquaredError(y, t, reduction: .batchMean).item == 9.75)
  }

  @Test(arguments: GoldenCase.all("losses", "halfSquaredError"))
  func seesPlantedDefects(_ golden: GoldenCase) {
    guard golden.array("in.y")!.count > 0 else { return }
    // The value of one loss with the gradient of another.
    let wrong = golden.failure { inputs in
      let (y, t) = (inputs["y"]!, inputs["t"]!)
      let right = halfSquaredError(y, t, reduction: golden.reduction)
      let other = meanSquaredError(y, t, reduction: golden.reduction)
      return [right.detached + other - other.detached]
    }
    #expect(wrong != nil)
  }
}
