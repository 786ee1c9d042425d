import ParlanceNN
import ParlanceSystem
import ParlanceText
import ParlanceTraining

extension Translator: PassageReading {
  public func passage(_ text: String, answer: String?) throws -> Passage {
    let written = answer ?? translations(of: [text])[0].text
    let pairs = EncodedPairs([SentencePair(source: text, target: written)], self)
    let batch = TranslationBatch(pairs, [0])
    let padding = [Int32](repeating: Vocabulary.paddingID, count: batch.targets.count - 1)
    let last = padding + batch.targets.suffix(1)
    return Passage(
      [
        Passage.Sequence(
          "source", of: "encoder", tokens: pairs.sources[0].map { source.vocabulary.token($0) }),
        Passage.Sequence(
          "target", of: "decoder", tokens: batch.inputs.ids.map { target.vocabulary.token($0) }),
      ], lastLoss: "−ln P(\(Vocabulary.sentenceEnd))", hasParts: batch.targets.count > 1
    ) { part in
      crossEntropy(
        network.logits(batch, mode: .evaluation), part == .last ? last : batch.targets,
        ignoring: Vocabulary.paddingID)
    }
  }
}
