import ParlanceArrays
import ParlanceAutograd
import ParlanceNN
import ParlanceSystem
import ParlanceTestSupport
import Testing

@testable import ParlanceTranslation

@Suite struct TransformerTranslatorTests {
  /// Encoder and decoder layers, masks with lengths, places and norms are those of `nn.Transformer`.
  @Test(arguments: GoldenCase.all("transformer_models", "translator"))
  func lossAndGradientsArePyTorchs(_ golden: GoldenCase) {
    var architecture = TranslationArchitecture()
    architecture.network = .transformer
    (architecture.sourceVocabularySize, architecture.targetVocabularySize) = (11, 11)
    (architecture.embeddingSize, architecture.hiddenSize) = (8, 8)
    (architecture.layers, architecture.heads, architecture.feedForwardSize) = (2, 2, 6)
    (architecture.dropout, architecture.positions) = (0, .sinusoidal)
    architecture.normalisesFirst = golden.settings.bool("norm_first")
    func rows(_ name: String, _ lengths: [Int], _ steps: Int) -> TokenRows {
      let ids = golden.integers(name).values.map(Int32.init)
      return TokenRows(
        lengths.indices.map { Array(ids[$0 * steps..<$0 * steps + lengths[$0]]) })
    }
    func lengths(_ name: String) -> [Int] { golden.integers(name).values.map { Int($0) } }
    let source = rows("source", lengths("lengths"), 5)
    let target = rows("target", lengths("target_lengths"), 4)
    let following = golden.integers("following").values.map(Int32.init)
    var generator = RandomGenerator(seed: 1)
    expectCase(golden, module: TransformerTranslator(architecture, using: &generator)) { model, _ in
      let hidden = model.decode(
        target, model.encode(source, mode: .evaluation), state: nil, keepsState: false,
        mode: .evaluation
      ).hidden
      return [
        crossEntropy(
          model.output.logits(hidden).reshaped([12, 11]), following, ignoring: 0)
      ]
    }
  }
}
