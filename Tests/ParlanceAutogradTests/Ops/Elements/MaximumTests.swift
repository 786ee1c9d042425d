import ParlanceArrays
import ParlanceAutograd
import ParlanceTestSupport
import Testing

@Suite struct MaximumTests {
  @Test(arguments: GoldenCase.all("elementwise", "maximum")) func golden(_ golden: GoldenCase) {
    expectCase(golden) { [maximum($0["a"]!, $0["b"]!)] }
  }

  @Test(arguments: GoldenCase.all("elementwise", "maximumNumber"))
  func numbers(_ golden: GoldenCase) {
    expectCase(golden) { [maximum($0["x"]!, golden.settings.double("number"))] }
  }

  @Test(arguments: broadcastShapes) func gradient(_ shapes: ([Int], [Int])) {
    expectGradients([random(shapes.0, in: -2..<0), random(shapes.1, in: 0.1..<2, seed: 2)]) {
      maximum($0[0], $0[1])
    }
  }

  @Test func numbersOnEitherSide() {
    let x = Tensor(NDArray([-1, 3]))
    #expect(maximum(1, x).array == maximum(x, 1).array)
  }
}
