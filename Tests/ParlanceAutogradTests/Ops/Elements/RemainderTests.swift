import ParlanceArrays
import ParlanceAutograd
import ParlanceTestSupport
import Testing

@Suite struct RemainderTests {
  @Test(arguments: GoldenCase.all("elementwise", "remainder")) func golden(_ golden: GoldenCase) {
    expectCase(golden) { [remainder($0["a"]!, $0["b"]!)] }
  }

  @Test(arguments: GoldenCase.all("elementwise", "remainderNumber"))
  func numbers(_ golden: GoldenCase) {
    expectCase(golden) { [remainder($0["x"]!, golden.settings.double("number"))] }
  }

  /// PyTorch: the gradient of torch.remainder(a, b) with respect to b.
  @Test func gradientOfInfinities() {
    let a = Tensor(NDArray(float64: [-1, 1, .infinity, 3, 1]))
    let b = Parameter(NDArray(float64: [.infinity, -.infinity, 2, 0, 0.1]))
    let gradient = remainder(a, b.tensor).sum().backward()[b].doubles
    #expect(gradient[0] == 1 && gradient[1] == 1 && gradient[2].isNaN)
    #expect(gradient[3] == -.infinity && gradient[4] == -9)
  }

  @Test(arguments: broadcastShapes) func gradient(_ shapes: ([Int], [Int])) {
    expectGradients([random(shapes.0, in: 0.1..<0.9), random(shapes.1, in: 1.0..<2, seed: 2)]) {
      remainder($0[0], $0[1])
    }
  }
}
