import ParlanceArrays
import ParlanceAutograd
import ParlanceTestSupport
import Testing

@Suite struct PreluTests {
  @Test(arguments: GoldenCase.all("activations", "prelu")) func golden(_ golden: GoldenCase) {
    expectCase(golden) { [prelu($0["x"]!, $0["slope"]!)] }
  }

  @Test func gradient() {
    expectGradients([random([2, 3, 2], seed: 4), random([3])]) { prelu($0[0], $0[1]) }
    expectGradients([random([4], seed: 4), random([1])]) { prelu($0[0], $0[1]) }
    expectGradients([random([2, 3, 2], seed: 4), random([1, 2])]) { prelu($0[0], $0[1]) }
  }

  @Test func mismatch() async {
    expectMessage(
      "prelu: expected one slope or one for each of axis 1 of [2, 3], found [2]",
      await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
        _ = prelu(Tensor(NDArray(zeros: [2, 3])), Tensor(NDArray(zeros: [2])))
      })
  }
}
