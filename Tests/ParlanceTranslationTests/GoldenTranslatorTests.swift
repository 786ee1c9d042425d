import ParlanceArrays
import ParlanceAutograd
import ParlanceNN
import ParlanceSystem
import ParlanceTestSupport
import ParlanceText
import Testing

@testable import ParlanceTranslation

@Suite struct GoldenTranslatorTests {
  private func batch(_ golden: GoldenCase) -> TranslationBatch {
    func rows(_ name: String) -> TokenRows {
      let ids = golden.integers(name).values.map { Int32($0) }
      let lengths = golden.integers(name == "source" ? "sourceLengths" : "inputLengths").values
        .map { Int($0) }
      let steps = ids.count / lengths.count
      return TokenRows(
        lengths.enumerated().map { Array(ids[$0 * steps..<$0 * steps + $1]) })
    }
    return TranslationBatch(
      source: rows("source"), inputs: rows("inputs"),
      targets: golden.integers("targets").values.map { Int32($0) })
  }

  private func architecture(_ golden: GoldenCase) -> TranslationArchitecture {
    let settings = golden.settings
    var made = TranslationArchitecture()
    made.network = TranslationArchitecture.Network(rawValue: golden.operation)!
    (made.embeddingSize, made.hiddenSize, made.dropout) = (6, 6, 0)
    (made.heads, made.feedForwardSize) = (2, 5)
    made.sharesVocabulary = settings.bool("shared")
    made.sourceVocabularySize = 9
    made.targetVocabularySize = made.sharesVocabulary ? 9 : 8
    (made.layers, made.tied) = (settings.int("layers"), settings.bool("tied"))
    made.copying = settings.bool("copying")
    guard made.network == .recurrent else {
      made.normalisesFirst = settings.bool("first")
      return made
    }
    made.cell = RecurrentCell(rawValue: settings.string("cell"))!
    made.attention = TranslationArchitecture.Attention(rawValue: settings.string("score"))!
    made.feeding = AttentionFeeding(rawValue: settings.string("feeding"))!
    made.bidirectional = settings.bool("bidirectional")
    return made
  }

  private func loss(_ network: any TranslationNetwork, _ golden: GoldenCase) -> [Tensor] {
    let batch = batch(golden)
    if !network.architecture.sharesVocabulary {
      network.pointer?.copies = [0, 1, 2, 3, 4, 5, 6, 7, 1]
    }
    return [
      crossEntropy(
        network.logits(batch, mode: .evaluation), batch.targets, ignoring: Vocabulary.paddingID,
        labelSmoothing: golden.settings.double("smoothing"))
    ]
  }

  @Test(arguments: GoldenCase.all("translator", "recurrent")) func recurrent(_ golden: GoldenCase) {
    var generator = RandomGenerator(seed: 1)
    expectCase(
      golden, module: RecurrentTranslator(architecture(golden), using: &generator)
    ) { network, _ in loss(network, golden) }
  }

  @Test(arguments: GoldenCase.all("translator", "transformer"))
  func transformer(_ golden: GoldenCase) {
    var generator = RandomGenerator(seed: 1)
    expectCase(
      golden, module: TransformerTranslator(architecture(golden), using: &generator)
    ) { network, _ in loss(network, golden) }
  }
}
