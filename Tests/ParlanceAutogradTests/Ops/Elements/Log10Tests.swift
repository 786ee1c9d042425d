import ParlanceAutograd
import ParlanceTestSupport
import Testing

@Suite struct Log10Tests {
  @Test(arguments: GoldenCase.all("elementwise", "log10")) func golden(_ golden: GoldenCase) {
    expectCase(golden) { [log10($0["x"]!)] }
  }

  @Test(arguments: someShapes) func gradient(_ shape: [Int]) {
    expectGradients([random(shape, in: 0.2..<3)]) { log10($0[0]) }
  }
}
