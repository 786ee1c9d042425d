import ParlanceArrays
import ParlanceAutograd
import ParlanceTestSupport
import Testing

@Suite struct DotTests {
  @Test(arguments: GoldenCase.all("products", "dot"))
  func golden(_ golden: GoldenCase) {
    expectCase(golden) { [dot($0["a"]!, $0["b"]!)] }
  }

  @Test(arguments: [0, 1, 4]) func gradient(_ size: Int) {
    expectGradients([random([size]), random([size], seed: 2)]) { dot($0[0], $0[1]) }
  }
}
