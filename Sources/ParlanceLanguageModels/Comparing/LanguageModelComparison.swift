import Foundation
import ParlanceScores
import ParlanceSystem
import ParlanceText
import ParlanceTraining

/// Several language models on one text, line by line the same for each.
///
/// Every token counts, and the `</s>` of every line. A token that a model does not know counts by the
/// model's own probability of what it does not know: the fewer tokens a model knows, the easier that is,
/// so that where vocabularies differ only `knownPerplexity` is fair. It leaves out every literal `<unk>`
/// and the tokens that any model over the same kind of token does not know. Models that cut lines into
/// other tokens are compared in bits per character, a line's end being one character. Intervals hold
/// 95 % of the scores of bootstrap samples of the lines, which are the same for all models.
public struct LanguageModelComparison: Codable, Sendable {
  /// How samples are drawn, and which model the others are held against.
  public struct Settings: Codable, Sendable {
    /// The model of the fewest bits per character, or the first.
    public enum Reference: String, Codable, Sendable, CaseIterable { case best, first }

    /// Bootstrap samples.
    public var samples = 1000
    public var seed: UInt64 = 1
    public var reference = Reference.best

    /// Creates the defaults.
    public init() {}
  }

  /// One model less the one that it is held against, on the same samples.
  public struct Difference: Codable, Sendable, Equatable {
    /// Nil where their tokens are not the same.
    public let perplexity: SampledScore?
    public let bitsPerCharacter: SampledScore
    /// How likely a difference of 0 is; see `Bootstrap.pValue`.
    public let pValue: Double
  }

  /// One model.
  public struct Row: Codable, Sendable {
    public let model: String
    public let level: TextLevel
    /// Tokens, the `</s>` of each line included.
    public let tokens: Int
    /// Tokens that its vocabulary lacks.
    public let unknown: Int
    /// e to the mean negative log-probability of all tokens.
    public let perplexity: SampledScore
    /// The mean negative binary log-probability of a character.
    public let bitsPerCharacter: SampledScore
    /// Tokens that all models of its level know.
    public let knownTokens: Int
    /// Of those alone.
    public let knownPerplexity: SampledScore
    /// Of the model's files.
    public let bytes: Int
    /// Words and line ends of the text by seconds of scoring it once.
    public let wordsPerSecond: Double
    /// Nil for the model that the others are held against.
    public let difference: Difference?
  }

  public let lines: Int
  /// Unicode scalars, and one for each line's end.
  public let characters: Int
  public let settings: Settings
  /// The place of the model that the others are held against.
  public let reference: Int
  public let models: [Row]

  /// Scores the lines with every model; traps where there is none.
  ///
  /// - `bytes`: the size of each model's files.
  /// - Throws: `InputError` where the lines hold no token, or a model knows none of them.
  public init(
    _ models: [any LanguageModeling], names: [String], bytes: [Int], lines: [String],
    settings: Settings = Settings()
  ) throws {
    guard !models.isEmpty, names.count == models.count, bytes.count == models.count else {
      fatalError("LanguageModelComparison: expected models, a name and a size for each")
    }
    let texts = try zip(models, names).map { try ScoredText(lines, by: $0, name: $1) }
    let known = ScoredText.knownToAll(texts)
    let characters = lines.map { Double($0.unicodeScalars.count + 1) }
    let words = lines.reduce(lines.count) { $0 + Tokenizer(level: .word).tokens($1).count }
    let bootstrap = Bootstrap(
      itemCount: lines.count, sampleCount: settings.samples, seed: settings.seed)
    let scores = zip(texts, known).map { text, known in
      TextScores(text.sums(known: known) + [characters], bootstrap)
    }
    let bits = scores.map { $0.bitsPerCharacter.value }
    let reference =
      settings.reference == .first ? 0 : bits.indices.min { bits[$0] < bits[$1] }!
    self.lines = lines.count
    self.characters = Int(characters.reduce(0, +))
    self.settings = settings
    self.reference = reference
    self.models = texts.indices.map { place in
      let (text, score) = (texts[place], scores[place])
      return Row(
        model: names[place], level: text.tokenizer.level, tokens: text.values.count,
        unknown: text.unknown,
        perplexity: SampledScore(score.perplexity),
        bitsPerCharacter: SampledScore(score.bitsPerCharacter),
        knownTokens: known[place].count { $0 },
        knownPerplexity: SampledScore(score.knownPerplexity), bytes: bytes[place],
        wordsPerSecond: text.seconds > 0 ? Double(words) / text.seconds : 0,
        difference: place == reference
          ? nil
          : Difference(
            score, scores[reference], areSameTokens: text.tokenizer == texts[reference].tokenizer))
    }
  }
}

extension LanguageModelComparison.Difference {
  fileprivate init(_ a: TextScores, _ b: TextScores, areSameTokens: Bool) {
    let bits = a.bitsPerCharacter.minus(b.bitsPerCharacter)
    perplexity = areSameTokens ? SampledScore(a.perplexity.minus(b.perplexity)) : nil
    bitsPerCharacter = SampledScore(bits)
    pValue = Bootstrap.pValue(ofDifferences: bits.samples)
  }
}

/// A score and where it lies in 95 % of the samples.
public struct SampledScore: Codable, Sendable, Equatable {
  public let value: Double
  public let interval: ConfidenceInterval

  fileprivate init(_ values: SampledValues) {
    value = values.value
    interval = ConfidenceInterval(percentilesOf: values.samples)
  }
}

/// A score of a text, and of each sample of its lines.
private struct SampledValues {
  let value: Double
  let samples: [Double]

  func minus(_ other: SampledValues) -> SampledValues {
    SampledValues(
      value: value - other.value, samples: zip(samples, other.samples).map { $0 - $1 })
  }
}

/// A model's scores, from sums over lines: nats, tokens, nats and tokens of what is known, characters.
private struct TextScores {
  let perplexity, knownPerplexity, bitsPerCharacter: SampledValues

  init(_ columns: [[Double]], _ bootstrap: Bootstrap) {
    let totals = columns.map { $0.reduce(0, +) }
    let samples = bootstrap.sums(columns)
    func values(_ over: Int, _ under: Int, _ score: (Double) -> Double) -> SampledValues {
      SampledValues(
        value: score(totals[over] / totals[under]),
        samples: zip(samples[over], samples[under]).map { score($0 / $1) })
    }
    perplexity = values(0, 1, exp)
    knownPerplexity = values(2, 3, exp)
    bitsPerCharacter = values(0, 4) { $0 / .log(2) }
  }
}

/// A text as one model sees it.
private struct ScoredText {
  let tokenizer: Tokenizer
  /// The log-probability of each token.
  let values: [Double]
  /// Whether the model has each token, `</s>` at a line's end included, in its vocabulary.
  let isKnown: [Bool]
  let lineEnds: [Int]
  let unknown: Int
  let seconds: Double

  init(_ lines: [String], by model: any LanguageModeling, name: String) throws {
    let corpus = TokenizedText(lines: lines, tokenizer: model.tokenizer)
      .encoded(with: model.vocabulary, outOfVocabularyID: model.outOfVocabularyID)
    let words = corpus.tokenCount - corpus.lineCount
    guard words > 0 else { throw InputError(.badData, "the text is empty: it holds no token") }
    guard corpus.outOfVocabularyCount < words else {
      throw InputError(
        .badData,
        "all \(words) tokens are unknown to the vocabulary of \(model.vocabulary.count) of \(name)")
    }
    let began = DispatchTime.now().uptimeNanoseconds
    values = model.logProbabilities(of: corpus)
    seconds = Double(DispatchTime.now().uptimeNanoseconds - began) / 1e9
    var isKnown = corpus.ids.map(model.knowsWord)
    for end in corpus.lineEnds { isKnown[end - 1] = true }
    self.isKnown = isKnown
    tokenizer = model.tokenizer
    lineEnds = corpus.lineEnds
    unknown = corpus.outOfVocabularyCount
  }

  /// For each text whether each of its tokens is known to all models of the same tokens.
  static func knownToAll(_ texts: [ScoredText]) -> [[Bool]] {
    texts.map { text in
      texts.filter { $0.tokenizer == text.tokenizer }.reduce(text.isKnown) { known, other in
        zip(known, other.isKnown).map { $0 && $1 }
      }
    }
  }

  /// Of each line: nats, tokens, nats of known tokens, known tokens.
  func sums(known: [Bool]) -> [[Double]] {
    var sums = [[Double]](repeating: [Double](repeating: 0, count: lineEnds.count), count: 4)
    var token = 0
    for (line, end) in lineEnds.enumerated() {
      while token < end {
        sums[0][line] -= values[token]
        sums[1][line] += 1
        if known[token] {
          sums[2][line] -= values[token]
          sums[3][line] += 1
        }
        token += 1
      }
    }
    return sums
  }
}
