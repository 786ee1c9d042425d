import ParlanceArrays
import ParlanceAutograd
import ParlanceTestSupport
import Testing

@Suite struct LogTests {
  @Test(arguments: GoldenCase.all("elementwise", "log")) func cases(_ golden: GoldenCase) {
    expectCase(golden) { [log($0["x"]!)] }
  }

  @Test func golden() throws {
    try expectGolden("op_log") { log($0) }
  }

  @Test(arguments: someShapes) func gradient(_ shape: [Int]) {
    expectGradients([random(shape, in: 0.2..<3)]) { log($0[0]) }
  }
}
