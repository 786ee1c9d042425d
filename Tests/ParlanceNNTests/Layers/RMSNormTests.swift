import ParlanceNN
import ParlanceTestSupport
import Testing

@Suite struct RMSNormTests {
  @Test(arguments: GoldenCase.all("layers", "rms_norm"))
  func golden(_ golden: GoldenCase) {
    expectCase(
      golden,
      module: RMSNorm(
        golden.array("in.x")!.shape.last!, epsilon: 1e-4,
        hasWeight: golden.settings.bool("weight"))
    ) { [$0($1["x"]!)] }
  }
}
