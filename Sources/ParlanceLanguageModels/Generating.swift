import ParlanceArrays
import ParlanceDecoding
import ParlanceSystem
import ParlanceText

/// A text that a model wrote.
public struct GeneratedText: Sendable {
  /// The prompt and what follows; lines are separated by line feeds.
  public let text: String
  /// Of what follows the prompt, in nats, under the model itself.
  public let logProbability: Double
  /// Tokens after the prompt, `</s>` included.
  public let tokens: Int
}

extension LanguageModeling {
  /// Continues a prompt.
  ///
  /// A beam search writes a token at least: to end at once is the likeliest of all for many a model,
  /// and no answer.
  ///
  /// - `prompt`: its line feeds end lines.
  /// - `cache`: expects the tokens of the prompt and of what was written again; its flatness is not looked
  ///   at. Nil for none.
  /// - `generator`: where the random choices come from; unused by a beam search and at
  ///   temperature 0.
  public func generate(
    prompt: String = "", _ options: GenerationOptions = GenerationOptions(),
    cache: ContinuousCache? = nil, using generator: inout RandomGenerator
  ) -> GeneratedText {
    let begin = ids(ofPrompt: prompt)
    var options = options
    options.lines = options.lines ?? (endsTextsAtLineEnds ? 1 : 0)
    let predicting: any TokenPredicting =
      cache.map { CachedPredicting(model: self, cache: $0) } ?? self
    let written: GeneratedTokens
    if options.beamWidth != nil {
      options.minimumLength = max(1, options.minimumLength)
      written = predicting.beamSearch(after: [begin], options)[0][0]
    } else {
      var generators = [generator]
      written = predicting.sample(after: [begin], options, using: &generators)[0]
      generator = generators[0]
    }
    return GeneratedText(
      text: text(ids(of: lines(ofPrompt: prompt)) + written.tokens),
      logProbability: written.logProbability,
      tokens: written.tokens.count)
  }

  /// A token of a text; what n-grams of all words lack is known to them by the id of padding.
  private func shown(_ id: Int32) -> String {
    id == outOfVocabularyID ? Vocabulary.unknown : vocabulary.token(id)
  }

  /// The tokens as text; each `</s>` but a last one ends a line.
  package func text(_ ids: [Int32]) -> String {
    let ids = ids.last == Vocabulary.sentenceEndID ? ids.dropLast() : ids[...]
    return ids.split(separator: Vocabulary.sentenceEndID, omittingEmptySubsequences: false)
      .map { line in tokenizer.joined(line.map(shown)) }
      .joined(separator: "\n")
  }
}
