import ParlanceAutograd
import ParlanceTestSupport
import Testing

@Suite struct SiluTests {
  @Test(arguments: GoldenCase.all("activations", "silu")) func golden(_ golden: GoldenCase) {
    expectCase(golden) { [silu($0["x"]!)] }
  }

  @Test(arguments: someShapes) func gradient(_ shape: [Int]) {
    expectGradients([random(shape)]) { silu($0[0]) }
  }

  @Test func steeper() {
    let x = random([7])
    #expect(distance(swish(Tensor(x), beta: 1).array, silu(Tensor(x)).array) < 1e-12)
    expectGradients([x]) { swish($0[0], beta: 1.7) }
  }
}
