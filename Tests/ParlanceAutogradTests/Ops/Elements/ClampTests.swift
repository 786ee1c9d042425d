import ParlanceAutograd
import ParlanceTestSupport
import Testing

@Suite struct ClampTests {
  @Test(arguments: GoldenCase.all("elementwise", "clamp")) func golden(_ golden: GoldenCase) {
    let low = golden.settings.has("min") ? golden.settings.double("min") : nil
    let high = golden.settings.has("max") ? golden.settings.double("max") : nil
    expectCase(golden) { [clamp($0["x"]!, min: low, max: high)] }
  }

  @Test func boundsForEachElement() {
    expectGradients([random([4, 3]), random([3], in: -2 ..< -0.5), random([4, 1], in: 0.5..<2)]) {
      clamp($0[0], min: $0[1], max: $0[2])
    }
  }

  @Test(arguments: someShapes) func gradient(_ shape: [Int]) {
    expectGradients([random(shape, in: -2..<2)]) { clamp($0[0], min: -1, max: 0.5) }
  }
}
