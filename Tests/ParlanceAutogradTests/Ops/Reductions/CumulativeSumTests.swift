import ParlanceArrays
import ParlanceAutograd
import ParlanceTestSupport
import Testing

@Suite struct CumulativeSumTests {
  @Test(arguments: GoldenCase.all("reductions", "cumulativeSum")) func equalsPyTorch(
    _ golden: GoldenCase
  ) {
    let settings = golden.settings
    expectCase(golden) { inputs in [inputs["x"]!.cumulativeSum(axis: settings.int("axis"))] }
  }

  @Test func kinds() {
    let x = Tensor(NDArray([1, 2, 4]))
    #expect(x.cumulativeSum(axis: 0).array.floats == [1, 3, 7])
    #expect(x.cumulativeSum(axis: 0, isExclusive: true).array.floats == [0, 1, 3])
    #expect(x.cumulativeSum(axis: 0, isReversed: true).array.floats == [7, 6, 4])
    #expect(
      x.cumulativeSum(axis: 0, isExclusive: true, isReversed: true).array.floats == [6, 4, 0])
  }

  @Test func gradient() {
    for isExclusive in [false, true] {
      for isReversed in [false, true] {
        expectGradients([random([2, 4])]) {
          $0[0].cumulativeSum(axis: 1, isExclusive: isExclusive, isReversed: isReversed)
        }
      }
    }
  }
}
