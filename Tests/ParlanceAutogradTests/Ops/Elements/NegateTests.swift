import ParlanceArrays
import ParlanceAutograd
import ParlanceTestSupport
import Testing

@Suite struct NegateTests {
  @Test(arguments: GoldenCase.all("elementwise", "negate")) func cases(_ golden: GoldenCase) {
    expectCase(golden) { [-$0["x"]!] }
  }

  @Test func values() {
    let x = Parameter(NDArray([-3, 0.5]))
    let y = (-x.tensor)
    #expect(y.array.floats == [3, -0.5])
    #expect(y.sum().backward()[x].floats == [-1, -1])
  }

  @Test(arguments: someShapes) func gradient(_ shape: [Int]) {
    expectGradients([random(shape, in: -2..<2)]) { -$0[0] }
  }
}
