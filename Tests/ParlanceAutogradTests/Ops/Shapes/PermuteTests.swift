import ParlanceArrays
import ParlanceAutograd
import ParlanceTestSupport
import Testing

@Suite struct PermuteTests {
  @Test(arguments: GoldenCase.all("shapes", "permute")) func equalsPyTorch(_ golden: GoldenCase) {
    let settings = golden.settings
    expectCase(golden) { inputs in [inputs["x"]!.permuted(settings.ints("axes"))] }
  }

  @Test(arguments: GoldenCase.all("shapes", "transpose")) func transposed(_ golden: GoldenCase) {
    let settings = golden.settings
    expectCase(golden) { inputs in
      [inputs["x"]!.transposed(settings.ints("axes")[0], settings.ints("axes")[1])]
    }
  }

  @Test func values() {
    let x = Tensor(NDArray([1, 2, 3, 4, 5, 6], shape: [2, 3]))
    #expect(x.transposed.array == NDArray([1, 4, 2, 5, 3, 6], shape: [3, 2]))
    let y = Tensor(random([2, 3, 4])).permuted([2, 0, 1]).array
    #expect(y.shape == [4, 2, 3] && y[3, 1, 2] == random([2, 3, 4])[1, 2, 3])
  }

  @Test(arguments: [[2, 3, 4], [1, 1, 1], [2, 0, 3]]) func gradient(_ shape: [Int]) {
    for axes in [[0, 1, 2], [2, 0, 1], [1, 2, 0], [2, 1, 0]] {
      expectGradients([random(shape)]) { $0[0].permuted(axes) * $0[0].permuted(axes) }
    }
  }

  @Test func mismatch() async {
    expectMessage(
      "permute: axes [0, 0] are not an order of those of shape [2, 3]",
      await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
        _ = Tensor(NDArray(zeros: [2, 3])).permuted([0, 0])
      })
  }

  @Test func aPlantedWrongGradientIsCaught() {
    let cases = GoldenCase.all("shapes", "permute").filter { $0.array("grad.x")!.count > 0 }
    let caught = cases.filter { golden in
      golden.failure { inputs in
        let x = inputs["x"]!
        let y = x.permuted(golden.settings.ints("axes"))
        return [
          .operation(
            "wrong", y.array,
            OperationInput(x) { dy, dx in dx.add((Tensor(dy) * 1.001).array.reshaped(x.shape)) })
        ]
      } != nil
    }
    #expect(!cases.isEmpty && caught.count == cases.count)
  }
}
