import ParlanceArrays
import ParlanceAutograd
import ParlanceTestSupport
import Testing

@Suite struct TriangleTests {
  @Test(arguments: GoldenCase.all("shapes", "tril")) func lower(_ golden: GoldenCase) {
    let settings = golden.settings
    expectCase(golden) { inputs in [inputs["x"]!.tril(diagonal: settings.int("diagonal"))] }
  }

  @Test(arguments: GoldenCase.all("shapes", "triu")) func upper(_ golden: GoldenCase) {
    let settings = golden.settings
    expectCase(golden) { inputs in [inputs["x"]!.triu(diagonal: settings.int("diagonal"))] }
  }

  @Test func gradient() {
    expectGradients([random([2, 3, 4])]) { $0[0].tril() * $0[0].triu(diagonal: -1) }
  }

  @Test func mismatch() async {
    expectMessage(
      "tril: expected matrices, found shape [3]",
      await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
        _ = Tensor(NDArray(zeros: [3])).tril()
      })
  }
}
