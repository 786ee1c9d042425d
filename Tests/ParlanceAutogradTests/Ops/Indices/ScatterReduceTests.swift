import ParlanceArrays
import ParlanceAutograd
import ParlanceTestSupport
import Testing

@Suite struct ScatterReduceTests {
  @Test(arguments: GoldenCase.all("indexing", "scatterReduce")) func equalsPyTorch(
    _ golden: GoldenCase
  ) {
    let settings = golden.settings
    expectCase(golden) { inputs in
      let found = golden.integers("indices")
      let indices = Indices(found.values, shape: found.shape)
      let kinds: [String: ScatterReduction] = [
        "multiply": .multiply, "maximum": .maximum, "minimum": .minimum,
      ]
      return [
        inputs["x"]!.scatterReduce(
          inputs["source"]!, at: indices, axis: settings.int("axis"),
          by: kinds[settings.string("kind")]!)
      ]
    }
  }

  @Test func parts() {
    let x = Tensor(NDArray([1, 2, 3, 4], shape: [2, 2]))
    let source = Tensor(NDArray([5, 1, 0, 6], shape: [2, 2]))
    let indices = Indices([0, 0], shape: [2, 1])
    #expect(x.scatterReduceND(source, at: indices, by: .maximum).array.floats == [5, 6, 3, 4])
    #expect(x.scatterReduceND(source, at: indices, by: .multiply).array.floats == [0, 12, 3, 4])
  }

  @Test func gradient() {
    for reduction in [ScatterReduction.multiply, .maximum, .minimum] {
      expectGradients([random([2, 3]), random([2, 2], seed: 2)]) {
        $0[0].scatterReduce(
          $0[1], at: Indices([2, 0, 1, 1], shape: [2, 2]), axis: 1, by: reduction)
      }
      expectGradients([random([3, 2]), random([2, 2], seed: 2)]) {
        $0[0].scatterReduceND($0[1], at: Indices([2, 2], shape: [2, 1]), by: reduction)
      }
    }
  }

  @Test func mismatch() async {
    expectMessage(
      "scatterReduce: source [1] and indices [2] differ",
      await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
        _ = Tensor(NDArray(zeros: [2])).scatterReduce(
          Tensor(NDArray(zeros: [1])), at: [0, 1], axis: 0, by: .maximum)
      })
  }
}
