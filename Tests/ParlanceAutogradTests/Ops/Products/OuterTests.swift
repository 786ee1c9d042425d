import ParlanceArrays
import ParlanceAutograd
import ParlanceTestSupport
import Testing

@Suite struct OuterTests {
  @Test(arguments: GoldenCase.all("products", "outer"))
  func golden(_ golden: GoldenCase) {
    expectCase(golden) { [outer($0["a"]!, $0["b"]!)] }
  }

  @Test(arguments: [0, 1, 4]) func gradient(_ size: Int) {
    expectGradients([random([size]), random([size], seed: 2)]) { outer($0[0], $0[1]) }
  }
}
