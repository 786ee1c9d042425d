import ParlanceAutograd
import ParlanceTestSupport
import Testing

@Suite struct SoftplusTests {
  @Test(arguments: someShapes) func gradient(_ shape: [Int]) {
    expectGradients([random(shape)]) { softplus($0[0], beta: 2, threshold: 1.5) }
    expectGradients([random(shape)]) { softplus($0[0]) }
  }
}
