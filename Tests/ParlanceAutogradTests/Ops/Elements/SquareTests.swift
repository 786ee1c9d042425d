import ParlanceArrays
import ParlanceAutograd
import ParlanceTestSupport
import Testing

@Suite struct SquareTests {
  @Test(arguments: GoldenCase.all("elementwise", "square")) func cases(_ golden: GoldenCase) {
    expectCase(golden) { [square($0["x"]!)] }
  }

  @Test func values() {
    let x = Parameter(NDArray([-3, 0.5]))
    let y = (square(x.tensor))
    #expect(y.array.floats == [9, 0.25])
    #expect(y.sum().backward()[x].floats == [-6, 1])
  }

  @Test(arguments: someShapes) func gradient(_ shape: [Int]) {
    expectGradients([random(shape, in: -2..<2)]) { square($0[0]) }
  }
}
