import ParlanceArrays
import ParlanceAutograd
import ParlanceTestSupport
import Testing

@Suite struct ConcatenateTests {
  @Test(arguments: GoldenCase.all("shapes", "concatenate")) func equalsPyTorch(_ golden: GoldenCase)
  {
    let settings = golden.settings
    expectCase(golden) { inputs in
      concatenateAll(golden.inputNames.map { inputs[$0]! }, settings.int("axis"))
    }
  }

  @Test func values() {
    let (a, b) = (NDArray([1, 2], shape: [2, 1]), NDArray([3, 4, 5, 6], shape: [2, 2]))
    let y = concatenate([Tensor(a), Tensor(b)], axis: 1)
    #expect(y.array == NDArray([1, 3, 4, 2, 5, 6], shape: [2, 3]))
    #expect(concatenate([Tensor(a)], axis: 0).array == a)
  }

  @Test func everyBitIsKept() {
    let x = NDArray([-0.0, .infinity, .leastNonzeroMagnitude])
    let y = concatenate([Tensor(x), Tensor(x)], axis: 0).array.floats
    #expect(y.map(\.bitPattern) == (x.floats + x.floats).map(\.bitPattern))
  }

  @Test func gradient() {
    expectGradients([random([2, 0, 3]), random([2, 1, 3]), random([2, 4, 3])]) {
      concatenate($0, axis: 1)
    }
    expectGradients([random([2]), random([1])]) { concatenate([$0[0], $0[1], $0[0]], axis: 0) }
  }

  @Test func mismatch() async {
    expectMessage(
      "concatenate: shapes [2, 1] and [3, 1] differ beside axis 1",
      await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
        _ = concatenate(
          [Tensor(NDArray(zeros: [2, 1])), Tensor(NDArray(zeros: [3, 1]))], axis: 1)
      })
  }

  private func concatenateAll(_ tensors: [Tensor], _ axis: Int) -> [Tensor] {
    [concatenate(tensors, axis: axis)]
  }
}
