import ParlanceArrays
import ParlanceAutograd
import ParlanceTestSupport
import Testing

@Suite struct GatherTests {
  @Test(arguments: GoldenCase.all("indexing", "gather")) func equalsPyTorch(_ golden: GoldenCase) {
    let settings = golden.settings
    expectCase(golden) { inputs in
      let found = golden.integers("indices")
      let indices = Indices(found.values, shape: found.shape)
      return [inputs["x"]!.gather(axis: settings.int("axis"), indices)]
    }
  }

  @Test func gradient() {
    expectGradients([random([2, 3])]) {
      $0[0].gather(axis: 1, Indices([2, 2, 0, -3], shape: [2, 2]))
    }
  }

  @Test func aPlantedWrongGradientIsCaught() {
    let cases = GoldenCase.all("indexing", "gather").filter {
      $0.array("grad.x")!.count > 0
    }
    let caught = cases.filter { golden in
      golden.failure { inputs in
        let (x, found) = (inputs["x"]!, golden.integers("indices"))
        let indices = Indices(found.values, shape: found.shape)
        let y = x.gather(axis: golden.settings.int("axis"), indices)
        let wrong = NDArray(repeating: 0.125, shape: x.shape, x.elementType)
        return [
          .operation(
            "wrong", y.array,
            OperationInput(x) { (_: NDArray, dx: inout Gradient) in dx.add(wrong) })
        ]
      } != nil
    }
    #expect(!cases.isEmpty && caught.count == cases.count)
  }

  @Test func mismatch() async {
    expectMessage(
      "gather: indices [3] do not fit axis 1 of [2, 3]",
      await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
        _ = Tensor(NDArray(zeros: [2, 3])).gather(axis: 1, [0, 1, 2])
      })
  }
}
