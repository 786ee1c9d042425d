import Foundation
import ParlanceArrays
import ParlanceAutograd
import ParlanceNN
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
  public var problem: String? {
    if !(temperature >= 0 && temperature.isFinite) {
      return "temperature: expected 0 or more, found \(temperature)"
    }
    if let topK, topK < 1 { return "top-k: expected at least 1, found \(topK)" }
    if let topP, !(topP > 0 && topP <= 1) { return "top-p: expected (0, 1], found \(topP)" }
    if let beamWidth, beamWidth < 1 { return "beam: expected at least 1, found \(beamWidth)" }
    if maximumLength < 0 { return "length: expected 0 or more, found \(maximumLength)" }
    return nil
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

extension LanguageModel {
  /// Continues a prompt.
  ///
  /// - Parameter generator: where the random choices come from; unused by a beam search and at
  ///   temperature 0.
  public func generate(
    prompt: String = "", _ options: GenerationOptions = GenerationOptions(),
    using generator: inout RandomGenerator
  ) -> GeneratedText {
    withoutGraph {
      options.beamWidth != nil
        ? beamSearch(prompt, options) : sample(prompt, options, &generator)
    }
  }

  private func sample(
    _ prompt: String, _ options: GenerationOptions, _ generator: inout RandomGenerator
  ) -> GeneratedText {
    var written = promptIDs(prompt)
    let begin = written.count
    var (logits, state) = read([Vocabulary.sentenceEndID] + written)
    var logProbability = 0.0
    for step in 0..<options.maximumLength {
      let token = choose(logits, options, &generator)
      logProbability += logits.logProbability(of: token)
      written.append(token)
      if token == Vocabulary.sentenceEndID && options.stopsAtSentenceEnd { break }
      if step + 1 < options.maximumLength { (logits, state) = read([token], state) }
    }
    return GeneratedText(
      text: text(written), logProbability: logProbability, tokens: written.count - begin)
  }

  private func choose(
    _ logits: [Float], _ options: GenerationOptions, _ generator: inout RandomGenerator
  ) -> Int32 {
    var candidates = candidates(logits, options)
    if options.temperature == 0 {
      return candidates.max { $0.logit < $1.logit || ($0.logit == $1.logit && $0.id > $1.id) }!.id
    }
    if options.topK != nil || options.topP != nil {
      candidates.sort { $0.logit > $1.logit || ($0.logit == $1.logit && $0.id < $1.id) }
      if let topK = options.topK { candidates = Array(candidates.prefix(topK)) }
    }
    let top = candidates.reduce(-Double.infinity) { max($0, Double($1.logit)) }
    var weights = candidates.map { exp((Double($0.logit) - top) / options.temperature) }
    if let topP = options.topP {
      let total = weights.reduce(0, +)
      var sum = 0.0
      let kept = weights.firstIndex { weight in
        sum += weight
        return sum >= topP * total
      }
      weights = Array(weights.prefix((kept ?? weights.count - 1) + 1))
    }
    var rest = generator.uniform() * weights.reduce(0, +)
    for (index, weight) in weights.enumerated() {
      rest -= weight
      if rest < 0 { return candidates[index].id }
    }
    return candidates[weights.count - 1].id
  }

  /// The tokens that may come next: never padding or `<s>`, `<unk>` only where allowed.
  func candidates(
    _ logits: [Float], _ options: GenerationOptions
  ) -> [(id: Int32, logit: Float)] {
    logits.indices.compactMap { index in
      let id = Int32(index)
      if id == Vocabulary.paddingID || id == Vocabulary.sentenceStartID { return nil }
      if id == Vocabulary.unknownID && !options.allowsUnknown { return nil }
      return (id, logits[index])
    }
  }

  func promptIDs(_ prompt: String) -> [Int32] {
    tokenizer.tokens(prompt).map { vocabulary.id(of: $0) }
  }

  /// Reads tokens one after the other; the logits are those after the last.
  func read(
    _ tokens: [Int32], _ state: [RecurrentState]? = nil
  ) -> (logits: [Float], state: [RecurrentState]) {
    let (logits, next) = network(
      tokens, batchSize: 1, sequenceLength: tokens.count, state: state)
    return (Array(logits.array.floats.suffix(vocabulary.count)), next)
  }

  /// The tokens as text; each `</s>` but a last one ends a line.
  func text(_ ids: [Int32]) -> String {
    let ids = ids.last == Vocabulary.sentenceEndID ? ids.dropLast() : ids[...]
    return ids.split(separator: Vocabulary.sentenceEndID, omittingEmptySubsequences: false)
      .map { line in tokenizer.joined(line.map { vocabulary.token($0) }) }
      .joined(separator: "\n")
  }
}

extension [Float] {
  /// The log-probability of one token under softmax.
  func logProbability(of token: Int32) -> Double {
    let top = reduce(-.infinity, Swift.max)
    let total = reduce(0.0) { $0 + exp(Double($1 - top)) }
    return Double(self[Int(token)] - top) - log(total)
  }
}
