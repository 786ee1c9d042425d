import ParlanceClassification
import ParlanceDecoding
import ParlanceLanguageModels
import ParlanceSystem
import ParlanceTagging
import ParlanceText
import ParlanceTranslation
import ParlanceVectors

/// The labels of a text.
public struct TextLabels: Sendable {
  /// All labels with their probabilities, the likeliest first.
  public let labels: [(label: String, probability: Double)]
  /// Those that the model gives: the likeliest, or where a text may have several all above their thresholds.
  public let given: [String]
  /// What each token brings to the likeliest label, where that was asked for.
  public let contributions: [TokenContribution]?
}

/// The tags of a text's tokens.
public struct TextTags: Sendable {
  /// The tokens that the text was cut into.
  public let tokens: [PlacedToken]
  /// Their tags, how likely these are, and the entities that they mark.
  public let prediction: TaggerPrediction
}

/// How surprising a text is.
public struct TextScore: Sendable {
  /// Of the text's tokens and `</s>`.
  public let score: LineScore
  /// Each token's, where that was asked for.
  public let surprises: [TokenSurprise]?
}

/// A line that was translated.
public struct TranslatedText: Sendable {
  /// What it became.
  public let translation: Translation
  /// Which words were written from which, where that was asked for.
  public let alignment: WordAlignment?
}

/// What a search found after a prompt.
public struct FoundText: Sendable {
  /// Without the prompt.
  public let text: String
  /// How many tokens it has, `</s>` included, and how many the prompt has.
  public let tokens: Int
  public let promptTokens: Int
  /// Natural logarithm of its probability after the prompt.
  public let logProbability: Double
  /// Whether the model ended it; else it is as long as it may be.
  public let isEnded: Bool
}

extension ModelHost {
  /// How likely each label is of each text.
  ///
  /// - `explaining`: whether to say what each token brings to the likeliest label.
  /// - Throws: `HostError`.
  public nonisolated func classify(
    _ texts: [String], explaining: Bool = false
  ) async throws -> [TextLabels] {
    let limits = limits
    return try await ask("classify \(explaining)", texts) { hosted, texts in
      let model = try hosted.classifier()
      try limits.check(texts)
      let names = model.labels.names
      return zip(texts, model.probabilities(of: texts)).map { text, row in
        let order = row.indices.sorted { (row[$1], $0) < (row[$0], $1) }
        let given =
          model.isMultiLabel
          ? order.filter { row[$0] >= model.thresholds[$0] } : Array(order.prefix(1))
        return TextLabels(
          labels: order.map { (names[$0], row[$0]) }, given: given.map { names[$0] },
          contributions: explaining ? model.contributions(to: order[0], of: text) : nil)
      }
    }
  }

  /// The tags of each text's tokens with the entities that they mark.
  ///
  /// - `isSplit`: whether tokens are what stands between blanks; otherwise marks of punctuation are tokens of
  ///   their own.
  /// - Throws: `HostError`.
  public nonisolated func tag(_ texts: [String], isSplit: Bool = false) async throws -> [TextTags] {
    let limits = limits
    return try await ask("tag \(isSplit)", texts) { hosted, texts in
      let model = try hosted.tagger()
      let tokens = try texts.map { try limits.tokens(of: $0, isSplit ? .whitespace : .prose) }
      let found = model.predictions(for: tokens.map { $0.map(\.text) }, confidences: true)
      return zip(tokens, found).map { TextTags(tokens: $0, prediction: $1) }
    }
  }

  /// Translates lines.
  ///
  /// - `aligning`: whether to say which words were written from which.
  /// - Throws: `HostError`, and `InputError` where the model has no attention that says so.
  public nonisolated func translate(
    _ lines: [String], _ options: GenerationOptions = .translating, seed: UInt64 = 1,
    aligning: Bool = false
  ) async throws -> [TranslatedText] {
    if let problem = options.problem { throw HostError.refused(problem) }
    // Samples are drawn by a line's place among those that go together.
    let isSampled = options.beamWidth == nil
    let limits = limits
    let key = "translate \(options) \(isSampled ? seed : 0) \(aligning)"
    return try await ask(key, lines) { hosted, lines in
      let model = try hosted.translator()
      if aligning { try model.requireAttention() }
      try limits.check(lines)
      let found =
        isSampled
        ? lines.map { model.translations(of: [$0], options, seed: seed)[0] }
        : model.translations(of: lines, options)
      return zip(lines, found).map { line, translation in
        // One by one: what is beside a line moves the last places of its attention.
        let pair = SentencePair(source: line, target: translation.text)
        return TranslatedText(
          translation: translation,
          alignment: aligning && Readers.areWaiting ? model.alignments(of: [pair])[0] : nil)
      }
    }
  }

  /// The log-probability of each line.
  ///
  /// - `byToken`: whether to say how surprising each token is.
  /// - Throws: `HostError`.
  public nonisolated func score(
    _ lines: [String], byToken: Bool = false
  ) async throws -> [TextScore] {
    let limits = limits
    return try await ask("score \(byToken)", lines) { hosted, lines in
      let model = try hosted.languageModel()
      try limits.check(lines, model.tokenizer)
      return model.lineSurprises(of: lines).map {
        TextScore(score: $0.score, surprises: byToken ? $0.tokens : nil)
      }
    }
  }

  /// What may come next after each beginning of a line.
  ///
  /// - Throws: `HostError`.
  public nonisolated func suggest(
    after beginnings: [String], count: Int = 5, allowingEnd: Bool = false
  ) async throws -> [Suggestions] {
    let limits = limits
    return try await ask("suggest \(count) \(allowingEnd)", beginnings) { hosted, texts in
      let model = try hosted.languageModel()
      try limits.check(texts, model.tokenizer)
      return texts.map { text in
        model.suggestions(
          after: text, count: count, allowing: allowingEnd ? [Vocabulary.sentenceEndID] : [])
      }
    }
  }

  /// The best text that a beam search finds after each prompt, without it.
  ///
  /// - `options`: `beamWidth` is 1 where it says none.
  /// - Throws: `HostError`.
  public nonisolated func search(
    after prompts: [String], _ options: GenerationOptions
  ) async throws -> [FoundText] {
    if let problem = options.problem { throw HostError.refused(problem) }
    let limits = limits
    return try await ask("search \(options)", prompts) { hosted, prompts in
      let model = try hosted.languageModel()
      let begins = prompts.map { model.ids(ofPrompt: $0, limit: limits.textLength + 1) }
      if let long = begins.first(where: { $0.count > limits.textLength }) {
        throw HostError.tooLong(tokens: long.count, limit: limits.textLength)
      }
      var options = options
      options.beamWidth = options.beamWidth ?? 1
      options.minimumLength = max(1, options.minimumLength)
      options.lines = options.lines ?? (model.endsTextsAtLineEnds ? 1 : 0)
      return zip(begins, model.searches(after: begins, options)).map { begin, found in
        return FoundText(
          text: model.text(found.tokens, after: model.seen(begin)),
          tokens: found.tokens.count, promptTokens: begin.count,
          logProbability: found.logProbability,
          isEnded: found.tokens.last == Vocabulary.sentenceEndID)
      }
    }
  }

  /// The tokens of texts, as the model reads them.
  ///
  /// - Throws: `HostError` where the model has no tokens of texts.
  public nonisolated func tokenize(_ texts: [String]) async throws -> [[String]] {
    let limits = limits
    return try await ask("tokenize", texts) { hosted, texts in
      try texts.map { text in
        if case let model as any LanguageModeling = hosted.model {
          try limits.check([text], model.tokenizer)
        } else {
          try limits.check([text])
        }
        return switch hosted.model {
        case let model as any LanguageModeling: model.tokenizer.tokens(text)
        case let model as TextClassifier:
          model.contributions(to: 0, of: text).map(\.token)
        case let model as Translator: model.source.tokens(text)
        case is Tagger: try limits.tokens(of: text, .prose).map(\.text)
        case is FastTextClassifier, is VectorModel:
          Tokenizer(level: .word).tokens(text)
        default: throw HostError.unsuited(.complete, found: hosted.abilities)
        }
      }
    }
  }

  // MARK: Vectors

  /// Vectors of texts: that of a word, or the mean of those of its words, zeros where none has one.
  ///
  /// - Throws: `HostError`.
  public nonisolated func embed(_ texts: [String]) async throws -> [[Float]] {
    let limits = limits
    return try await ask("embed", texts) { hosted, texts in
      try limits.check(texts)
      let sentences = SentenceVectors(try hosted.vectors().vectors)
      return texts.map { sentences.sentence(Tokenizer(level: .word).tokens($0)).vector }
    }
  }

  /// The words nearest to each word.
  ///
  /// - Throws: `HostError.unknownWord`.
  public nonisolated func neighbours(
    of words: [String], count: Int = 10
  ) async throws -> [[Neighbour]] {
    try await ask("similar \(count)", words) { hosted, words in
      let index = try hosted.vectors()
      return try words.map { text in
        guard let word = index.word(text) else { throw HostError.unknownWord(text) }
        // One by one: many queries are multiplied in another way than few.
        return index.neighbours(of: [NeighbourQuery([word])], count: count)[0]
      }
    }
  }

  /// What is to c as b is to a.
  ///
  /// - Throws: `HostError.unknownWord`.
  public nonisolated func analogy(
    _ a: String, _ b: String, _ c: String, count: Int = 10, method: AnalogyMethod = .add
  ) async throws -> [Neighbour] {
    try await perform { hosted in
      let index = try hosted.vectors()
      let words = try [a, b, c].map { text in
        guard let word = index.word(text) else { throw HostError.unknownWord(text) }
        return word
      }
      return index.answers(
        to: [Analogy(words[0], words[1], words[2])], count: count, method: method)[0]
    }
  }

  /// Places of words on a map of their first two principal components.
  ///
  /// - Throws: `HostError.unknownWord`.
  public nonisolated func map(_ words: [String]) async throws -> [(
    word: String, x: Double, y: Double
  )] {
    try await perform { hosted in
      let index = try hosted.vectors()
      let units = try words.map { text in
        guard let word = index.word(text) else { throw HostError.unknownWord(text) }
        return word.unit
      }
      return zip(words, PrincipalComponents(of: units).coordinates).map { ($0, $1[0], $1[1]) }
    }
  }
}

extension HostLimits {
  /// Throws `HostError.tooLong` for a text of too many tokens, which is not cut further than it takes to know.
  func check(_ texts: [String], _ tokenizer: Tokenizer = Tokenizer(level: .word)) throws {
    for text in texts {
      let count = tokenizer.tokens(text, limit: textLength + 1).count
      if count > textLength { throw HostError.tooLong(tokens: count, limit: textLength) }
    }
  }

  /// The tokens of a text of a tagger.
  ///
  /// - Throws: `HostError.tooLong`.
  func tokens(of text: String, _ style: WordStyle) throws -> [PlacedToken] {
    let tokens = PlacedToken.tokens(of: text, style, limit: textLength + 1)
    guard tokens.count <= textLength else {
      throw HostError.tooLong(tokens: tokens.count, limit: textLength)
    }
    return tokens
  }
}
