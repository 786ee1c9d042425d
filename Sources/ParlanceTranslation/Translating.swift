import ParlanceArrays
import ParlanceAutograd
import ParlanceDecoding
import ParlanceNN
import ParlanceSystem
import ParlanceText

/// A translation that was written.
public struct Translation: Sendable, Equatable {
  /// The line.
  public var text: String
  /// In nats, with its `</s>`.
  public var logProbability: Double
  /// What beam search compares: the log-probability with the weights of length and coverage.
  public var score: Double
  /// Tokens that were written, `</s>` included.
  public var tokens: Int
  /// Phrases that were required and are not there.
  public var missing: [String]

  /// Creates a translation; by default of nothing.
  public init(
    text: String = "", logProbability: Double = 0, score: Double = 0, tokens: Int = 0,
    missing: [String] = []
  ) {
    (self.text, self.logProbability, self.score) = (text, logProbability, score)
    (self.tokens, self.missing) = (tokens, missing)
  }
}

/// How translations are written.
public struct TranslationRequest: Sendable {
  /// Beam search, or greedy with a width of 1; sampling where no beam is asked for. `maximumLength` is
  /// bounded by the model's, and for each sentence by its length: see `TranslationArchitecture.lengthFactor`.
  public var options = GenerationOptions.translating
  /// n: how many translations of a line are wanted, of a beam search at most its width.
  public var count = 1
  /// Lines that are read at once.
  public var batchSize = 32
  /// Of samples.
  public var seed: UInt64 = 1
  /// The number of the first line, by which samples are drawn: so that it does not matter how many lines are
  /// given at once.
  public var firstLine = 0
  /// What each line's translation must and must not have; empty for nothing.
  public var constraints: [LineConstraints] = []
  /// What unknown words of translations become: the source's word that attention points at, or what a
  /// dictionary has for it. Nil leaves them out, unless the model copies words, those it does not know among
  /// them. Luong et al., *Addressing the Rare Word Problem in Neural Machine Translation*, 2015.
  public var unknownWords: [String: String]?

  /// Creates the defaults.
  public init() {}
}

extension Translator {
  /// Translates lines, each alone, in batches of similar lengths: beam search, or greedy with a width of 1.
  ///
  /// What comes out for a line does not depend on its neighbours but for rounding.
  ///
  /// - `options`: see `TranslationRequest`; sampling where no beam is asked for and the temperature is
  ///   above 0.
  /// - `seed`: of samples.
  public func translations(
    of lines: [String], _ options: GenerationOptions = .translating, batchSize: Int = 32,
    seed: UInt64 = 1
  ) -> [Translation] {
    var request = TranslationRequest()
    (request.options, request.batchSize, request.seed) = (options, batchSize, seed)
    return translations(of: lines, request).map { $0[0] }
  }

  /// Translates lines, each alone, in batches of similar lengths: of each the best translations, at least
  /// one. A blank line has nothing to translate, and stays blank.
  public func translations(
    of lines: [String], _ request: TranslationRequest
  ) -> [[Translation]] {
    var request = request
    request.options.maximumLength = min(
      request.options.maximumLength, architecture.maximumLength - 1)
    request.options.lines = 1
    if request.unknownWords == nil, architecture.copying, architecture.level == .word {
      request.unknownWords = [:]
    }
    if request.unknownWords != nil { request.options.allowsUnknown = true }
    let sources = lines.map(sourceIDs)
    let constraints = request.constraints.isEmpty ? [] : phrases(request.constraints)
    var found = [[Translation]](repeating: [Translation()], count: lines.count)
    let full = lines.indices.filter { !lines[$0].isWhiteSpace }
    let lengths = full.map { sources[$0].count }
    for batch in LengthBatches(lengths: lengths, batchSize: request.batchSize) {
      if StopRequest.isAsked { break }
      let places = batch.map { full[$0] }
      let predicting = ConditionedTranslator(
        network, TokenRows(places.map { sources[$0] }),
        keepsCoverage: request.options.coveragePenalty > 0)
      let written = write(
        predicting, places, request, constraints.isEmpty ? [] : places.map { constraints[$0] },
        limits: places.map { limit(ofSource: sources[$0].count, request.options) })
      for (place, texts) in zip(places, written) {
        let lacking = request.constraints.isEmpty ? nil : request.constraints[place].required
        found[place] = texts.map { translation($0, of: lines[place], lacking, request) }
      }
    }
    return found
  }

  /// The most tokens that a source's translation may have.
  private func limit(ofSource length: Int, _ options: GenerationOptions) -> Int {
    guard let factor = architecture.lengthFactor else { return options.maximumLength }
    return max(factor * length + TranslationArchitecture.lengthAllowance, options.minimumLength)
  }

  private func write(
    _ predicting: ConditionedTranslator, _ places: [Int], _ request: TranslationRequest,
    _ constraints: [PhraseConstraints], limits: [Int]
  ) -> [[GeneratedTokens]] {
    let begin = places.map { _ in [Int32]() }
    guard request.options.beamWidth == nil else {
      return predicting.beamSearch(
        after: begin, request.options, count: request.count, constraints: constraints,
        limits: limits)
    }
    let draws = (0..<request.count).map { draw in
      var generators = places.map { place in
        let key = RandomKey(seed: request.seed).folding(in: UInt64(request.firstLine + place))
        return RandomGenerator(key: draw == 0 ? key : key.folding(in: UInt64(draw)))
      }
      return predicting.sample(
        after: begin, request.options, constraints: constraints, limits: limits,
        using: &generators)
    }
    return places.indices.map { row in draws.map { $0[row] } }
  }

  private func translation(
    _ written: GeneratedTokens, of line: String, _ required: [String]?,
    _ request: TranslationRequest
  ) -> Translation {
    var words: [Int: String] = [:]
    if let dictionary = request.unknownWords, written.tokens.contains(Vocabulary.unknownID) {
      words = sourceWords(forUnknownIn: written.tokens, of: line).mapValues { dictionary[$0] ?? $0 }
    }
    let text = target.text(written.tokens, replacing: words)
    return Translation(
      text: text, logProbability: written.logProbability, score: written.score,
      tokens: written.tokens.count,
      missing: (required ?? []).filter { !PhraseConstraints.has($0, in: text) })
  }
}

extension GenerationOptions {
  /// Beam search of width 5; lengths as sources allow.
  public static var translating: GenerationOptions {
    var options = GenerationOptions()
    (options.beamWidth, options.maximumLength) = (5, .max)
    return options
  }
}
