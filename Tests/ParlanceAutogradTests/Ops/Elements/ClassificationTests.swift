import ParlanceAutograd
import ParlanceTestSupport
import Testing

@Suite struct ClassificationTests {
  @Test(arguments: GoldenCase.all("elementwise", "isNaN")) func isNaNCases(_ golden: GoldenCase) {
    expectCase(golden) { [isNaN($0["x"]!)] }
  }

  @Test(arguments: GoldenCase.all("elementwise", "isInfinite")) func isInfiniteCases(
    _ golden: GoldenCase
  ) {
    expectCase(golden) { [isInfinite($0["x"]!)] }
  }

  @Test(arguments: GoldenCase.all("elementwise", "isFinite")) func isFiniteCases(
    _ golden: GoldenCase
  ) {
    expectCase(golden) { [isFinite($0["x"]!)] }
  }
}
