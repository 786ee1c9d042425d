import ParlanceAutograd
import ParlanceTestSupport
import Testing

@Suite struct Log2Tests {
  @Test(arguments: GoldenCase.all("elementwise", "log2")) func golden(_ golden: GoldenCase) {
    expectCase(golden) { [log2($0["x"]!)] }
  }

  @Test(arguments: someShapes) func gradient(_ shape: [Int]) {
    expectGradients([random(shape, in: 0.2..<3)]) { log2($0[0]) }
  }
}
