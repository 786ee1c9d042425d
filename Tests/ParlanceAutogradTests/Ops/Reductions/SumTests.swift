import ParlanceArrays
import ParlanceAutograd
import ParlanceTestSupport
import Testing

@Suite struct SumTests {
  @Test(arguments: GoldenCase.all("reductions", "sum")) func equalsPyTorch(_ golden: GoldenCase) {
    let settings = golden.settings
    expectCase(golden) { inputs in
      [inputs["x"]!.sum(axes: settings.ints("axes"), keepingAxes: settings.bool("keeping"))]
    }
  }

  @Test func values() {
    let x = Parameter(NDArray([1, 2, 3, 4], shape: [2, 2]))
    let y = x.tensor.sum()
    #expect(y.item == 10)
    #expect(y.backward()[x].floats == [1, 1, 1, 1])
    #expect(Tensor(NDArray(zeros: [0, 2])).sum().item == 0)
    #expect(x.tensor.sum(axis: -1).array.floats == [3, 7])
  }

  @Test func aScalarHasOneAxisToReduce() {
    let x = Tensor(3)
    let results = [
      x.sum(axis: 0), x.max(axis: -1).values, x.cumulativeSum(axis: 0),
      x.cumulativeProduct(axis: -1), x.norm(axes: [0], keepingAxes: true),
    ]
    #expect(results.allSatisfy { $0.shape == [] && $0.item == 3 })
    #expect(x.argmax(axis: -1) == Indices([0], shape: []))
  }

  @Test func singlePrecisionKeepsItsDigits() {
    let x = Tensor(NDArray(repeating: 0.1, shape: [100_000, 2]))
    for sum in [x.sum(axis: 0)[0].item, x.sum().item / 2, x.transposed.sum(axis: 1)[1].item] {
      #expect(abs(sum - 100_000 * Double(Float(0.1))) < 0.02)
    }
  }

  @Test(arguments: someShapes) func gradient(_ shape: [Int]) {
    expectGradients([random(shape)]) { $0[0].sum() }
    for axis in shape.indices { expectGradients([random(shape)]) { $0[0].sum(axis: axis) } }
  }

  @Test func aPlantedWrongGradientIsCaught() {
    let cases = GoldenCase.all("reductions", "sum").filter {
      $0.array("in.x")!.count > 1 && $0.array("out.0")!.doubles.allSatisfy(\.isFinite)
    }
    let caught = cases.filter { golden in
      golden.failure { inputs in
        let (x, axes) = (inputs["x"]!, golden.settings.ints("axes"))
        let y = x.sum(axes: axes, keepingAxes: golden.settings.bool("keeping"))
        let wrong = NDArray(repeating: 0.5, shape: x.shape, x.elementType)
        return [
          .operation(
            "wrong", y.array,
            OperationInput(x) { (_: NDArray, dx: inout Gradient) in dx.add(wrong) })
        ]
      } != nil
    }
    #expect(!cases.isEmpty && caught.count == cases.count)
  }

  @Test func axisOutside() async {
    expectMessage(
      "sum: axis 2 is outside shape [2, 3]",
      await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
        _ = Tensor(NDArray(zeros: [2, 3])).sum(axis: 2)
      })
  }

  @Test func axisTwice() async {
    expectMessage(
      "sum: axes [0, -2] of shape [2, 3] name one twice",
      await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
        _ = Tensor(NDArray(zeros: [2, 3])).sum(axes: [0, -2])
      })
  }
}
