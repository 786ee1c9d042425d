import ParlanceArrays
import ParlanceAutograd
import ParlanceTestSupport
import Testing

@Suite struct MaxPool1dTests {
  @Test(arguments: GoldenCase.all("layers", "max_pool"))
  func golden(_ golden: GoldenCase) {
    let settings = golden.settings
    let pool = { (x: Tensor, layout: SequenceLayout) in
      maxPool1d(
        x, size: settings.int("kernel"), stride: settings.int("stride"),
        padding: .both(settings.int("padding")), dilation: settings.int("dilation"),
        roundingUp: settings.bool("ceil"), layout: layout)
    }
    expectCase(golden) { [pool($0["x"]!, .channelsFirst)] }
    expectCase(golden) {
      [pool($0["x"]!.transposed(1, 2), .channelsLast).transposed(1, 2)]
    }
  }

  @Test func onlyWindowIsRoundedUp() {
    let x = Tensor(NDArray(float64: [3, 1, 2, 4, 0], shape: [1, 5, 1]))
    let y = maxPool1d(x, size: 4, stride: 3, padding: 2, dilation: 3, roundingUp: true)
    #expect(y.array == NDArray(float64: [1], shape: [1, 1, 1]))
    let mean = averagePool1d(x, size: 6, stride: 2, roundingUp: true)
    #expect(mean.array == NDArray(float64: [2], shape: [1, 1, 1]))
  }

  @Test func gradient() {
    expectGradients([random([2, 7, 3])]) { maxPool1d($0[0], size: 3, stride: 2, padding: 1) }
  }

  @Test func mismatch() async {
    expectMessage(
      "maxPool1d: no window of 4 steps fits input [1, 3, 2]",
      await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
        _ = maxPool1d(Tensor(NDArray(zeros: [1, 3, 2])), size: 4)
      })
  }
}
