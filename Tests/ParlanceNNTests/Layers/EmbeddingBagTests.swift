import ParlanceArrays
import ParlanceAutograd
import ParlanceNN
import ParlanceSystem
import ParlanceTestSupport
import Testing

@Suite struct EmbeddingBagTests {
  private func layer(_ settings: Settings) -> EmbeddingBag {
    var generator = RandomGenerator(seed: 1)
    return EmbeddingBag(
      settings.int("rows"), settings.int("width"),
      reduction: BagReduction(rawValue: settings.string("mode"))!,
      paddingIndex: settings.optionalInt("padding"), using: &generator)
  }

  @Test(arguments: GoldenCase.all("layers", "embedding_bag"))
  func golden(_ golden: GoldenCase) {
    let ids = golden.ids("ids").values
    expectCase(golden, module: layer(golden.settings)) { layer, inputs in
      [layer(ids, lengths: golden.integers("lengths").values, weights: inputs["weights"])]
    }
    expectCase(golden, module: layer(golden.settings)) { layer, inputs in
      [layer(ids, offsets: golden.integers("offsets").values, weights: inputs["weights"])]
    }
  }
}
