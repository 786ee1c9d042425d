import ParlanceArrays
import ParlanceAutograd
import Testing

@Suite struct RMSNormTests {
  @Test func gradient() {
    expectGradients([random([2, 3, 4]), random([4], seed: 2)]) { rmsNorm($0[0], $0[1]) }
    expectGradients([random([2, 3, 4])]) { rmsNorm($0[0], axisCount: 2) }
  }
}
