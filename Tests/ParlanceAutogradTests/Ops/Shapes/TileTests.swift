import ParlanceArrays
import ParlanceAutograd
import ParlanceTestSupport
import Testing

@Suite struct TileTests {
  @Test(arguments: GoldenCase.all("shapes", "tile")) func equalsPyTorch(_ golden: GoldenCase) {
    let settings = golden.settings
    expectCase(golden) { inputs in [inputs["x"]!.tiled(settings.ints("counts"))] }
  }

  @Test(arguments: GoldenCase.all("shapes", "repeatEach")) func eachPlaceRepeats(
    _ golden: GoldenCase
  ) {
    let settings = golden.settings
    expectCase(golden) { inputs in
      [inputs["x"]!.repeatingEach(settings.int("count"), axis: settings.int("axis"))]
    }
  }

  @Test func gradient() {
    expectGradients([random([2, 3])]) { $0[0].tiled([2, 1, 3]) }
    expectGradients([random([2, 3])]) { $0[0].repeatingEach(2, axis: -1) }
  }
}
