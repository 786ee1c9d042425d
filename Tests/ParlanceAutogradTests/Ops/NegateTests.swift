import ParlanceArrays
import ParlanceAutograd
import Testing

@Suite struct NegateTests {
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
