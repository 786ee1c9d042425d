import Foundation
import ParlanceArrays
import ParlanceDecoding
import ParlanceText

/// The last tokens that were read, and how often each is among them: a cache whose flatness is 0, which
/// any model can have. Kuhn and De Mori, *A Cache-Based Natural Language Model for Speech Recognition*,
/// 1990.
struct TokenCache {
  private let size: Int
  private(set) var tokens: ArraySlice<Int32> = []
  private var counts: [Int32: Int] = [:]

  init(size: Int) { self.size = size }

  /// The log-probability of a token; nil where nothing is remembered.
  func logProbability(of token: Int32) -> Double? {
    tokens.isEmpty ? nil : log(Double(counts[token] ?? 0) / Double(tokens.count))
  }

  mutating func append(_ token: Int32) {
    tokens.append(token)
    counts[token, default: 0] += 1
    guard tokens.count > size else { return }
    let old = tokens.removeFirst()
    counts[old] = counts[old]! == 1 ? nil : counts[old]! - 1
  }

  /// Reads tokens: → the log-probability of each under those before it.
  mutating func read(_ ids: some Sequence<Int32>) -> [Double?] {
    ids.map { token in
      defer { append(token) }
      return logProbability(of: token)
    }
  }
}

extension LanguageModeling {
  /// The natural log-probability of each token of a corpus, where the last tokens are expected again.
  public func logProbabilities(of corpus: TokenCorpus, cache: ContinuousCache) -> [Double] {
    var memory = TokenCache(size: cache.size)
    return cache.mixture(logProbabilities(of: corpus), memory.read(corpus.ids))
  }

  /// The cache of tokens under whose weight a text is likeliest, found by expectation maximisation.
  public func fittedTokenCache(size: Int, to corpus: TokenCorpus) -> ContinuousCache {
    var memory = TokenCache(size: size)
    var cache = ContinuousCache(size: size, flatness: 0)
    cache.fitWeight(logProbabilities(of: corpus), memory.read(corpus.ids))
    return cache
  }
}

/// Scores lines one after the other, the tokens of the last ones being expected again.
public struct CachedScoring {
  private let model: any LanguageModeling
  private let cache: ContinuousCache
  private var memory: TokenCache

  /// Begins with an empty cache.
  public init(_ model: any LanguageModeling, _ cache: ContinuousCache) {
    (self.model, self.cache) = (model, cache)
    memory = TokenCache(size: cache.size)
  }

  /// The log-probability of a line, its `</s>` included, in nats, after the lines before it.
  public mutating func score(_ line: String) -> LineScore {
    let corpus = TokenizedText(lines: [line], tokenizer: model.tokenizer)
      .encoded(with: model.vocabulary, outOfVocabularyID: model.outOfVocabularyID)
    let values = cache.mixture(model.logProbabilities(of: corpus), memory.read(corpus.ids))
    return LineScore(
      logProbability: values.reduce(0, +), tokens: corpus.tokenCount,
      unknown: corpus.outOfVocabularyCount)
  }
}

/// A model whose last tokens are expected again.
struct CachedPredicting: TokenPredicting {
  let model: any LanguageModeling
  let cache: ContinuousCache

  private static let (modelName, cacheName) = ("model", "tokens")

  func read(
    rows: [[Int32]], _ state: CarriedState?
  ) -> (logProbabilities: NDArray, state: CarriedState) {
    let (values, next) = model.read(rows: rows, state?.part(Self.modelName))
    let (size, width) = (cache.size, values.shape[1])
    let before = state?[Self.cacheName]?.doubles
    var mixed = values.floats.map { Double($0) }
    var kept: [Double] = []
    for row in rows.indices {
      var memory = TokenCache(size: size)
      // What is not there yet is −1.
      let old = before?[row * size..<(row + 1) * size].map { Int32($0) } ?? []
      for token in old + rows[row] where token >= 0 { memory.append(token) }
      if !memory.tokens.isEmpty {
        for token in 0..<width {
          let place = row * width + token
          mixed[place] = cache.mixture(
            mixed[place], memory.logProbability(of: Int32(token)))
        }
      }
      kept += [Double](repeating: -1, count: size - memory.tokens.count)
      kept += memory.tokens.map { Double($0) }
    }
    var after = CarriedState(parts: [(Self.modelName, next)])
    after[Self.cacheName] = NDArray(float64: kept, shape: [rows.count, size])
    return (NDArray(mixed.map { Float($0) }, shape: values.shape), after)
  }
}
