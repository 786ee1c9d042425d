import Foundation
import ParlanceArrays
import ParlanceSystem
import ParlanceText
import Testing

@testable import ParlanceLanguageModels

@Suite struct TokenCacheTests {
  private let lines = ["a b a b c", "a b b", "c a b", "b a c c", "a a b"]

  private func ngrams() throws -> NGramLanguageModel {
    var settings = NGramSettings()
    settings.order = 2
    settings.smoothing = .wittenBell
    var rest = lines.makeIterator()
    return try NGramLanguageModel(settings) { rest.next() }
  }

  private func corpus(_ model: some LanguageModeling, _ lines: [String]) -> TokenCorpus {
    TokenizedText(lines: lines, tokenizer: model.tokenizer)
      .encoded(with: model.vocabulary, outOfVocabularyID: model.outOfVocabularyID)
  }

  @Test func sharesAreThoseOfTheLastTokens() {
    var cache = TokenCache(size: 3)
    let found = cache.read([5, 5, 6, 7, 5, 6])
    let expected = [nil, 1, 0, 0, 1.0 / 3, 1.0 / 3]
    for (value, share) in zip(found, expected) {
      #expect(value.map { abs(exp($0) - share!) < 1e-12 } ?? (share == nil))
    }
    #expect(Array(cache.tokens) == [7, 5, 6])
  }

  @Test func aTextIsScoredByBoth() throws {
    let model = try ngrams()
    let text = corpus(model, ["a b", "c"])
    let cache = ContinuousCache(size: 2, weight: 0.25, flatness: 0)
    let plain = model.logProbabilities(of: text).map { exp($0) }
    // a | nothing; b | a; </s> | a b; c | b </s>; </s> | </s> c.
    let shares = [nil, 0, 0, 0, 0.5]
    for (place, value) in model.logProbabilities(of: text, cache: cache).enumerated() {
      let expected = shares[place].map { 0.75 * plain[place] + 0.25 * $0 } ?? plain[place]
      #expect(abs(exp(value) - expected) < 1e-9)
    }
    var scoring = CachedScoring(model, cache)
    let scores = ["a b", "c"].map { scoring.score($0) }
    let whole = model.logProbabilities(of: text, cache: cache)
    #expect(abs(scores[0].logProbability - whole[..<3].reduce(0, +)) < 1e-9)
    #expect(abs(scores[1].logProbability - whole[3...].reduce(0, +)) < 1e-9)
    #expect(scores[0].tokens == 3 && scores[0].unknown == 0)
  }

  @Test func whatIsWrittenIsExpectedAgain() throws {
    let model = try ngrams()
    let cache = ContinuousCache(size: 4, weight: 0.5, flatness: 0)
    let predicting = CachedPredicting(model: model, cache: cache)
    let ids = model.ids(of: ["a", "b", "c", "a", "b", "b"])
    let (whole, _) = predicting.read(rows: [ids, Array(ids[..<2])], nil)
    #expect(abs(whole.floats.reduce(0) { $0 + exp($1) } - 2) < 1e-4)
    // In pieces, the second row going first.
    let (_, state) = predicting.read(rows: [Array(ids[..<1]), Array(ids[..<3])], nil)
    let (pieces, _) = predicting.read(
      rows: [Array(ids[3...]), Array(ids[1..<2])], state.rows([1, 0]))
    for (a, b) in zip(whole.floats, pieces.floats) { #expect(abs(exp(a) - exp(b)) < 1e-6) }
    let b = Int(model.vocabulary.id(of: "b"))
    let (plain, _) = model.read(rows: [ids], nil)
    // Of the last four tokens c, a, b, b.
    #expect(abs(exp(whole.floats[b]) - 0.5 * (exp(plain.floats[b]) + 0.5)) < 1e-5)
    var generator = RandomGenerator(seed: 1)
    let text = model.generate(
      prompt: "c c c", cache: ContinuousCache(size: 8, weight: 0.999, flatness: 0),
      using: &generator)
    #expect(text.tokens > 0)
  }

  @Test func aWeightIsFitted() throws {
    let model = try ngrams()
    let text = corpus(model, (0..<30).map { _ in "c c c c" })
    let fitted = model.fittedTokenCache(size: 10, to: text)
    func total(_ cache: ContinuousCache) -> Double {
      model.logProbabilities(of: text, cache: cache).reduce(0, +)
    }
    for weight in [0.1, 0.5, fitted.weight - 0.02] {
      #expect(total(fitted) > total(ContinuousCache(size: 10, weight: weight, flatness: 0)))
    }
  }
}
