import ParlanceArrays
import ParlanceAutograd
import ParlanceTestSupport
import Testing

@Suite struct CbrtTests {
  @Test func values() {
    let y = cbrt(Tensor(NDArray(float64: [-8, 0, 27])))
    #expect(distance(y.array, NDArray(float64: [-2, 0, 3])) < 1e-12)
  }

  @Test(arguments: someShapes) func gradient(_ shape: [Int]) {
    expectGradients([random(shape, in: 0.2..<3)]) { cbrt($0[0]) }
  }
}
