import ParlanceArrays
import ParlanceAutograd
import ParlanceNN
import ParlanceSystem
import ParlanceText
import ParlanceTraining

extension TextClassifier: PassageReading {
  public func passage(_ text: String, answer: String?) throws -> Passage {
    let read = encoder.read(text)
    var encoded = EncodedTexts()
    encoder.append(read, to: &encoded)
    let label = answer ?? predict(text, count: 1)[0].label
    guard let index = labels.index(of: label) else {
      throw InputError(
        .badData,
        "the model knows no label \(label.shown); it tells apart "
          + labels.names.prefix(10).joined(separator: ", "))
    }
    return Passage(
      [Passage.Sequence(tokens: tokens(of: read, encoded))], lastLoss: "−ln P(\(label))",
      hasParts: false
    ) { [encoded] _ in
      let logits = network(encoded)
      guard isMultiLabel else { return crossEntropy(logits, [Int32(index)]) }
      return -logSigmoid(logits.slice(axis: 1, index..<index + 1)).sum()
    }
  }

  /// What stands at the steps of a network that reads a sequence; of a bag its tokens.
  private func tokens(of read: ReadText, _ encoded: EncodedTexts) -> [String] {
    guard architecture.readsSequence else { return read.tokens }
    let known = read.tokens.prefix(architecture.maximumLength)
    let ends = [String](
      repeating: Vocabulary.sentenceEnd, count: max(encoded.ids.count - known.count, 0))
    let hasStart = architecture.modelType == .transformer && architecture.pooling == .first
    return (hasStart ? ["<start>"] : []) + known + ends
  }
}
