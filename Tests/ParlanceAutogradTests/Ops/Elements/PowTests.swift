import ParlanceArrays
import ParlanceAutograd
import ParlanceTestSupport
import Testing

@Suite struct PowTests {
  @Test(arguments: GoldenCase.all("elementwise", "pow")) func golden(_ golden: GoldenCase) {
    expectCase(golden) { [pow($0["a"]!, $0["b"]!)] }
  }

  @Test(arguments: GoldenCase.all("elementwise", "powNumber"))
  func numbers(_ golden: GoldenCase) {
    expectCase(golden) { [pow($0["x"]!, golden.settings.double("number"))] }
  }

  @Test(arguments: GoldenCase.all("elementwise", "numberPow"))
  func numbersFirst(_ golden: GoldenCase) {
    expectCase(golden) { [pow(abs(golden.settings.double("number")), $0["x"]!)] }
  }

  @Test(arguments: broadcastShapes) func gradient(_ shapes: ([Int], [Int])) {
    expectGradients([random(shapes.0, in: 0.3..<2), random(shapes.1, in: -2..<2, seed: 2)]) {
      pow($0[0], $0[1])
    }
  }

  @Test func mismatch() async {
    expectMessage(
      "pow: shapes [2, 3] and [2] do not broadcast: 3 against 2",
      await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
        _ = pow(Tensor(NDArray(zeros: [2, 3])), Tensor(NDArray(zeros: [2])))
      })
  }
}
