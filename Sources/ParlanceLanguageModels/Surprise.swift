import ParlanceText

/// How much a model is surprised by a token: −ln P(token | all before).
public struct TokenSurprise: Sendable, Equatable {
  public let token: String
  /// In nats.
  public let nats: Double
  /// Whether the vocabulary lacks the token; the surprise is then that of any such token.
  public let isUnknown: Bool

  /// Creates a surprise.
  public init(token: String, nats: Double, isUnknown: Bool = false) {
    (self.token, self.nats, self.isUnknown) = (token, nats, isUnknown)
  }
}

extension LanguageModeling {
  /// How surprising each token of a text is, line by line; the last of each line is `</s>`.
  ///
  /// The lines are read one after the other as `evaluate` does.
  public func surprises(of lines: [String]) -> [[TokenSurprise]] {
    let corpus = TokenizedText(lines: lines, tokenizer: tokenizer)
      .encoded(with: vocabulary, outOfVocabularyID: outOfVocabularyID)
    let values = logProbabilities(of: corpus)
    return lines.indices.map { surprises(lines[$0], values[corpus.range(ofLine: $0)]) }
  }

  /// Of a line, by the log-probabilities of its tokens.
  func surprises(_ line: String, _ values: ArraySlice<Double>) -> [TokenSurprise] {
    let tokens = tokenizer.tokens(line) + [Vocabulary.sentenceEnd]
    return zip(tokens, values).enumerated().map { place, pair in
      let isEnd = place == tokens.count - 1
      return TokenSurprise(
        token: pair.0, nats: 0 - pair.1, isUnknown: !isEnd && unknownCount([pair.0]) > 0)
    }
  }
}
