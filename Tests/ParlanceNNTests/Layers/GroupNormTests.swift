import ParlanceNN
import ParlanceTestSupport
import Testing

@Suite struct GroupNormTests {
  @Test(arguments: GoldenCase.all("layers", "group_norm"))
  func golden(_ golden: GoldenCase) {
    let isAffine = golden.settings.bool("affine")
    expectCase(
      golden,
      module: GroupNorm(
        groups: golden.settings.int("groups"), channels: golden.array("in.x")!.shape[1],
        hasWeight: isAffine, hasBias: isAffine)
    ) { [$0($1["x"]!)] }
  }
}
