import ParlanceArrays
import ParlanceAutograd
import ParlanceNN
import ParlanceText
import ParlanceTraining

/// How a model takes in the text that it is evaluated on, each token after it was predicted.
public struct Adaptation: Sendable, Equatable {
  /// Remembers the last tokens and in which states they came.
  public var cache: ContinuousCache?
  /// Goes on training.
  public var dynamic: DynamicEvaluation?

  /// Creates an adaptation.
  public init(cache: ContinuousCache? = nil, dynamic: DynamicEvaluation? = nil) {
    self.cache = cache
    self.dynamic = dynamic
  }

  /// What is wrong with the numbers, or nil.
  public var problem: SettingProblem? { cache?.problem ?? dynamic?.problem }
}

extension LanguageModel {
  /// Whether training minimises the cross-entropy itself, as dynamic evaluation needs it.
  public var trainsOnExactLoss: Bool { !architecture.output.layer.isSampled }

  /// The natural log-probability of each token of a corpus, where the model adapts to what it has read.
  ///
  /// The corpus is read once, from its first token to its last; a model of the line context begins each
  /// line with a state of zeros, but keeps what it has taken in. The model is afterwards as it was.
  /// Traps for dynamic evaluation of an output layer that samples.
  public func logProbabilities(of corpus: TokenCorpus, adapting: Adaptation) -> [Double] {
    let cache = adapting.cache
    let reading = read(
      corpus, cacheSize: cache?.size ?? 0, flatnesses: cache.map { [$0.flatness] } ?? [],
      adapting.dynamic)
    guard let cache else { return reading.model }
    return cache.mixture(reading.model, reading.cached[0])
  }

  /// The cache's weight and flatness under which a text is likeliest.
  ///
  /// For each of some flatnesses the weight is found by expectation maximisation.
  public func fittedCache(
    size: Int, to corpus: TokenCorpus, dynamic: DynamicEvaluation? = nil
  ) -> ContinuousCache {
    let flatnesses = ContinuousCache.flatnesses
    let reading = read(corpus, cacheSize: size, flatnesses: flatnesses, dynamic)
    let fitted = zip(flatnesses, reading.cached).map { flatness, cached in
      var cache = ContinuousCache(size: size, weight: 0.1, flatness: flatness)
      cache.fitWeight(reading.model, cached)
      return (cache, cache.mixture(reading.model, cached).reduce(0, +))
    }
    return fitted.max { $0.1 < $1.1 }!.0
  }

  /// The log-probabilities of all tokens under the model, and for each flatness under the cache alone:
  /// nil where the cache is empty.
  private func read(
    _ corpus: TokenCorpus, cacheSize: Int, flatnesses: [Double], _ dynamic: DynamicEvaluation?
  ) -> (model: [Double], cached: [[Double?]]) {
    var memory = CacheMemory(size: cacheSize)
    if dynamic != nil && !trainsOnExactLoss {
      fatalError("DynamicEvaluation: the \(architecture.output.layer.rawValue) layer samples")
    }
    let learner = dynamic.map { DynamicLearner($0, network) }
    defer { learner?.restore() }
    let rows = architecture.context == .stream ? [corpus.ids[...]] : lines(corpus)
    var model: [Double] = []
    var cached = flatnesses.map { _ in [Double?]() }
    for row in rows {
      var state: NetworkState?
      for window in windows(ofRow: row, length: dynamic?.sequenceLength ?? windowLength) {
        let (input, next) = withoutGraph { network(window, state: state) }
        let losses = withoutGraph {
          network.decoder.losses(input, window.targets, ignoring: Vocabulary.paddingID)
        }
        model += losses.floats.map { -Double($0) }
        if !flatnesses.isEmpty {
          let found = memory.read(input.hidden.array, window.targets, flatnesses)
          for index in cached.indices { cached[index] += found[index] }
        }
        learner?.learn(window, state)
        state = next
      }
    }
    return (model, cached)
  }

  private func lines(_ corpus: TokenCorpus) -> [ArraySlice<Int32>] {
    (0..<corpus.lineCount).map { corpus.line($0) }
  }
}
