import ParlanceArrays
import ParlanceAutograd
import ParlanceTestSupport
import Testing

@Suite struct ExpTests {
  @Test(arguments: GoldenCase.all("elementwise", "exp")) func cases(_ golden: GoldenCase) {
    expectCase(golden) { [exp($0["x"]!)] }
  }

  @Test func golden() throws {
    try expectGolden("op_exp") { exp($0) }
  }

  @Test(arguments: someShapes) func gradient(_ shape: [Int]) {
    expectGradients([random(shape, in: -2..<2)]) { exp($0[0]) }
  }
}
