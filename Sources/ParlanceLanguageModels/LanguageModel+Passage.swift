import ParlanceNN
import ParlanceSystem
import ParlanceText
import ParlanceTraining

extension LanguageModel: PassageReading {
  public func passage(_ text: String, answer: String?) throws -> Passage {
    let tokens = tokenizer.tokens(text)
    let end = answer.map { tokenizer.tokens($0).first ?? $0 } ?? Vocabulary.sentenceEnd
    if answer != nil, !vocabulary.contains(end) {
      throw InputError(.badData, "the vocabulary lacks the next token \(end.shown)")
    }
    let read = ids(of: tokens)
    let inputs = [Vocabulary.sentenceEndID] + read
    let targets = read + [vocabulary.id(of: end)]
    let steps = inputs.count
    return Passage(
      [Passage.Sequence(tokens: [Vocabulary.sentenceEnd] + tokens)],
      lastLoss: "−ln P(\(end))", hasParts: steps > 1
    ) { part in
      let padding = [Int32](repeating: Vocabulary.paddingID, count: steps - 1)
      return network.trainingLoss(
        TokenBatch(
          inputs: inputs, targets: part == .last ? padding + targets.suffix(1) : targets,
          batchSize: 1, sequenceLength: steps, startsAfresh: true), mode: .evaluation
      ).loss
    }
  }
}
