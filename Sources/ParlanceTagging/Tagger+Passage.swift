import ParlanceNN
import ParlanceSystem
import ParlanceText
import ParlanceTraining

extension Tagger: PassageReading {
  /// - `text`, `answer`: tokens and their tags, with blanks between.
  public func passage(_ text: String, answer: String?) throws -> Passage {
    let all = text.split(whereSeparator: \.isWhitespace).map(String.init)
    let tokens = Array(all.prefix(Self.longestSentence))
    guard !tokens.isEmpty else {
      throw InputError(.badData, "expected tokens with blanks between, found none")
    }
    let tags =
      answer?.split(whereSeparator: \.isWhitespace).map(String.init) ?? self.tags(of: [tokens])[0]
    guard tags.count >= tokens.count else {
      throw InputError(
        .badData, "expected a tag for each of \(tokens.count) tokens, found \(tags.count)")
    }
    let known = Array(tags.prefix(tokens.count))
    if let unknown = known.first(where: { self.tags.index(of: $0) == nil }) {
      throw InputError(
        .badData,
        "the model knows no tag \(unknown.shown); it knows "
          + self.tags.names.prefix(10).joined(separator: ", "))
    }
    let (batch, targets) = TaggerSentences(
      TaggedCorpus([TaggedSentence(tokens: tokens, tags: known)]), vocabulary
    ).batch([0])
    let last = [Int32](repeating: -1, count: tokens.count - 1) + targets.suffix(1)
    // A field has one loss for all tags.
    let hasParts = network.crf == nil && tokens.count > 1
    return Passage(
      [Passage.Sequence(of: architecture.cell == nil ? "" : "rnn", tokens: tokens)],
      lastLoss: network.crf == nil ? "−ln P(\(known[known.count - 1]))" : "−ln P(tags)",
      hasParts: hasParts
    ) { part in
      network.loss(batch, hasParts && part == .last ? last : targets, mode: .evaluation).loss
    }
  }
}
