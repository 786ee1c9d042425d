import ParlanceArrays
import ParlanceAutograd
import Testing

@Suite struct BatchNormTests {
  @Test(arguments: [-1, 1]) func gradient(_ axis: Int) {
    expectGradients([random([2, 3, 3]), random([3], seed: 2), random([3], seed: 3)]) {
      batchNorm($0[0], $0[1], $0[2], axis: axis).output
    }
  }

  @Test func aSingleValuePerChannel() async {
    await #expect(processExitsWith: .failure) { _ = batchNorm(Tensor(NDArray(zeros: [1, 3]))) }
  }
}
