import ParlanceArrays
import ParlanceAutograd
import ParlanceTestSupport
import Testing

@Suite struct AveragePool1dTests {
  @Test(arguments: GoldenCase.all("layers", "average_pool"))
  func golden(_ golden: GoldenCase) {
    let settings = golden.settings
    let pool = { (x: Tensor, layout: SequenceLayout) in
      averagePool1d(
        x, size: settings.int("kernel"), stride: settings.int("stride"),
        padding: .both(settings.int("padding")), roundingUp: settings.bool("ceil"),
        countingPadding: settings.bool("counting"), layout: layout)
    }
    expectCase(golden) { [pool($0["x"]!, .channelsFirst)] }
    expectCase(golden) {
      [pool($0["x"]!.transposed(1, 2), .channelsLast).transposed(1, 2)]
    }
  }

  @Test func gradient() {
    expectGradients([random([2, 7, 3])]) {
      averagePool1d($0[0], size: 3, stride: 2, padding: .sides(before: 0, after: 1))
    }
  }
}
