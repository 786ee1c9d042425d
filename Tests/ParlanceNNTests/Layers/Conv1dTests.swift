import ParlanceArrays
import ParlanceAutograd
import ParlanceNN
import ParlanceSystem
import ParlanceTestSupport
import Testing

@Suite struct Conv1dTests {
  private func layer(
    _ settings: Settings, _ padding: Padding, _ layout: SequenceLayout
  ) -> Conv1d {
    var generator = RandomGenerator(seed: 1)
    let isWhole = settings.has("channels")
    return Conv1d(
      isWhole ? settings.int("channels") : 2, isWhole ? settings.int("outputs") : 3,
      kernelSize: settings.int("kernel"), stride: settings.int("stride"), padding: padding,
      dilation: isWhole ? settings.int("dilation") : 1,
      groups: isWhole ? settings.int("groups") : 1, hasBias: !isWhole || settings.bool("bias"),
      layout: layout, using: &generator)
  }

  private func expect(_ golden: GoldenCase, _ padding: Padding) {
    expectCase(golden, module: layer(golden.settings, padding, .channelsFirst)) {
      [$0($1["x"]!)]
    }
    expectCase(golden, module: layer(golden.settings, padding, .channelsLast)) {
      [$0($1["x"]!.permuted([0, 2, 1])).permuted([0, 2, 1])]
    }
  }

  @Test(arguments: GoldenCase.all("layers", "conv1d"))
  func golden(_ golden: GoldenCase) {
    let padding: Padding =
      switch golden.settings.string("padding") {
      case "valid": .valid
      case "same": .same
      case let count: .both(Int(count)!)
      }
    expect(golden, padding)
  }

  @Test(arguments: GoldenCase.all("layers", "conv1d_sides"))
  func otherPaddingOnEachSide(_ golden: GoldenCase) {
    expect(
      golden,
      .sides(before: golden.settings.int("before"), after: golden.settings.int("after")))
  }

  @Test func beginsAsPyTorchDoes() {
    var generator = RandomGenerator(seed: 1)
    let layer = Conv1d(8, 60, kernelSize: 2, using: &generator)
    for values in [layer.weight.value.floats, layer.bias!.value.floats] {
      #expect(values.allSatisfy { abs($0) <= 0.25 })
      #expect(values.contains { abs($0) > 0.2 })
    }
  }
}
