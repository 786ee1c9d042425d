import ParlanceArrays
import ParlanceAutograd
import ParlanceTestSupport
import Testing

@Suite struct SqrtTests {
  @Test(arguments: GoldenCase.all("elementwise", "sqrt")) func cases(_ golden: GoldenCase) {
    expectCase(golden) { [sqrt($0["x"]!)] }
  }

  @Test func values() {
    let x = Parameter(NDArray([0.25, 4]))
    let y = (sqrt(x.tensor))
    #expect(y.array.floats == [0.5, 2])
    #expect(y.sum().backward()[x].floats == [1, 0.25])
  }

  @Test(arguments: someShapes) func gradient(_ shape: [Int]) {
    expectGradients([random(shape, in: 0.2..<3)]) { sqrt($0[0]) }
  }
}
