import ParlanceArrays
import ParlanceAutograd
import Testing

@Suite struct BilinearTests {
  @Test(arguments: [[], [0], [1], [2, 3]] as [[Int]]) func gradient(_ leading: [Int]) {
    expectGradients([
      random(leading + [2]), random(leading + [3], seed: 2), random([4, 2, 3], seed: 3),
      random([4], seed: 4),
    ]) { bilinear($0[0], $0[1], $0[2], $0[3]) }
  }

  @Test func mismatch() async {
    expectMessage(
      "bilinear: inputs [2] and [2] do not fit weight [4, 2, 3]",
      await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
        let x = Tensor(NDArray(zeros: [2]))
        _ = bilinear(x, x, Tensor(NDArray(zeros: [4, 2, 3])))
      })
  }
}
