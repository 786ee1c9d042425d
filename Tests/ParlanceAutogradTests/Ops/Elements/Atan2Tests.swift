import ParlanceArrays
import ParlanceAutograd
import ParlanceTestSupport
import Testing

@Suite struct Atan2Tests {
  @Test(arguments: GoldenCase.all("elementwise", "atan2")) func golden(_ golden: GoldenCase) {
    expectCase(golden) { [atan2($0["a"]!, $0["b"]!)] }
  }

  @Test func gradientAtOrigin() {
    let (y, x) = (Parameter(NDArray(float64: [0, -0.0])), Parameter(NDArray(float64: [-0.0, 0])))
    let gradients = atan2(y.tensor, x.tensor).sum().backward()
    #expect(gradients[y] == NDArray(float64: [0, 0]))
    #expect(gradients[x] == NDArray(float64: [0, 0]))
  }

  @Test(arguments: broadcastShapes) func gradient(_ shapes: ([Int], [Int])) {
    expectGradients([random(shapes.0, in: 0.3..<2), random(shapes.1, in: 0.3..<2, seed: 2)]) {
      atan2($0[0], $0[1])
    }
  }
}
