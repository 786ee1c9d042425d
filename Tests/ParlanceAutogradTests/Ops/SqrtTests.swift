import ParlanceArrays
import ParlanceAutograd
import Testing

@Suite struct SqrtTests {
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
