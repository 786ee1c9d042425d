import ParlanceArrays
import ParlanceAutograd
import ParlanceTestSupport
import Testing

@Suite struct GLUTests {
  @Test(arguments: GoldenCase.all("layers", "glu"))
  func golden(_ golden: GoldenCase) {
    expectCase(golden) { [glu($0["x"]!, axis: golden.settings.int("axis"))] }
  }

  @Test func gradient() {
    expectGradients([random([2, 4])]) { glu($0[0]) }
    expectGradients([random([2, 3])]) { glu($0[0], axis: 0) }
  }
}
