import ParlanceArrays
import ParlanceAutograd
import ParlanceTestSupport
import Testing

@Suite struct MeanOverTimeTests {
  @Test(arguments: GoldenCase.all("layers", "mean_over_time"))
  func golden(_ golden: GoldenCase) {
    expectCase(golden) { [meanOverTime($0["x"]!, lengths: golden.integers("lengths").values)] }
  }

  @Test func gradient() {
    expectGradients([random([3, 4, 2])]) { meanOverTime($0[0], lengths: [4, 0, 2]) }
    expectGradients([random([3, 4, 2])]) { meanOverTime($0[0]) }
  }

  @Test func whatLiesInThePaddingDoesNotCount() {
    let x = Tensor(NDArray([1, 3, .nan], shape: [1, 3, 1]))
    #expect(meanOverTime(x, lengths: [2]).array.item == 2)
  }
}
