import Foundation
import ParlanceArrays
import ParlanceText

/// How the next token is chosen.
public struct GenerationOptions: Sendable {
  /// Divides the logits; 0 takes the likeliest token.
  public var temperature = 1.0
  /// Only the k likeliest tokens; nil for all.
  public var topK: Int?
  /// Only the likeliest tokens that together have at least this probability. Holtzman et al., 2020.
  public var topP: Double?
  /// Sequences kept at each step of a beam search; nil for sampling.
  public var beamWidth: Int?
  /// The most tokens that are written after the prompt.
  public var maximumLength = 200
  /// Whether `</s>` ends a text; otherwise it begins the next line.
  public var stopsAtSentenceEnd = true
  /// Whether `<unk>` may be written.
  public var allowsUnknown = false

  /// Creates the defaults.
  public init() {}

  /// What is wrong with the numbers, or nil.
  public var problem: SettingProblem? {
    .unless(
      temperature >= 0 && temperature.isFinite, "temperature", expected: "0 or a positive number",
      found: temperature)
      ?? .unless(
        topP.map { $0 > 0 && $0 <= 1 } ?? true, "topP", expected: "(0, 1]", found: topP ?? 1)
      ?? .first([
        "topK": (topK, 1 ... .max), "beam": (beamWidth, 1 ... .max),
        "length": (maximumLength, 0 ... .max),
      ])
  }
}

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
  /// - `generator`: where the random choices come from; unused by a beam search and at
  ///   temperature 0.
  public func generate(
    prompt: String = "", _ options: GenerationOptions = GenerationOptions(),
    using generator: inout RandomGenerator
  ) -> GeneratedText {
    options.beamWidth != nil
      ? beamSearch(prompt, options) : sample(prompt, options, &generator)
  }

  private func sample(
    _ prompt: String, _ options: GenerationOptions, _ generator: inout RandomGenerator
  ) -> GeneratedText {
    var written = ids(of: tokenizer.tokens(prompt))
    let begin = written.count
    var (logProbabilities, state) = read(written, nil)
    var logProbability = 0.0
    for step in 0..<options.maximumLength {
      let token = choose(logProbabilities, options, &generator)
      logProbability += Double(logProbabilities[Int(token)])
      written.append(token)
      if token == Vocabulary.sentenceEndID && options.stopsAtSentenceEnd { break }
      if step + 1 < options.maximumLength { (logProbabilities, state) = read([token], state) }
    }
    return GeneratedText(
      text: text(written), logProbability: logProbability, tokens: written.count - begin)
  }

  private func choose(
    _ logProbabilities: [Float], _ options: GenerationOptions, _ generator: inout RandomGenerator
  ) -> Int32 {
    let allowed = allowed(logProbabilities, options)
    if options.temperature == 0 { return ranked(allowed, 1)[0] }
    // p^(1/T), normalised: softmax of the log-probabilities over T.
    var scaled = NDArray(allowed)
    scaled.kernels.scale(1 / options.temperature, &scaled)
    let weights = scaled.kernels.softmax(scaled, logarithm: false).floats
    guard options.topK != nil || options.topP != nil else {
      return draw(weights.indices.map(Int32.init), weights, &generator)
    }
    var tokens = ranked(weights, options.topK ?? weights.count)
    if let topP = options.topP {
      let total = tokens.reduce(0) { $0 + Double(weights[Int($1)]) }
      var sum = 0.0
      let last = tokens.firstIndex { token in
        sum += Double(weights[Int(token)])
        return sum >= topP * total
      }
      tokens = Array(tokens.prefix((last ?? tokens.count - 1) + 1))
    }
    return draw(tokens, tokens.map { weights[Int($0)] }, &generator)
  }

  private func draw(
    _ tokens: [Int32], _ weights: [Float], _ generator: inout RandomGenerator
  ) -> Int32 {
    var rest = generator.uniform() * weights.reduce(0) { $0 + Double($1) }
    for (token, weight) in zip(tokens, weights) {
      rest -= Double(weight)
      if rest < 0 { return token }
    }
    // Rounding may leave a little: it belongs to the last token that can come at all.
    return zip(tokens, weights).reversed().first { $0.1 > 0 }?.0 ?? Vocabulary.sentenceEndID
  }

  /// The log-probabilities of what may come next: never padding or `<s>`, `<unk>` only where allowed.
  func allowed(_ logProbabilities: [Float], _ options: GenerationOptions) -> [Float] {
    var allowed = logProbabilities
    allowed[Int(Vocabulary.paddingID)] = -.infinity
    allowed[Int(Vocabulary.sentenceStartID)] = -.infinity
    if !options.allowsUnknown { allowed[Int(Vocabulary.unknownID)] = -.infinity }
    return allowed
  }

  /// The tokens as text; each `</s>` but a last one ends a line.
  func text(_ ids: [Int32]) -> String {
    let ids = ids.last == Vocabulary.sentenceEndID ? ids.dropLast() : ids[...]
    return ids.split(separator: Vocabulary.sentenceEndID, omittingEmptySubsequences: false)
      .map { line in tokenizer.joined(line.map { vocabulary.token($0) }) }
      .joined(separator: "\n")
  }
}
