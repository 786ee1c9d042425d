import ArgumentParser
import ParlanceLanguageModels
import ParlanceSystem
import ParlanceText

/// How `lm evaluate` lets a model adapt to the text.
struct AdaptationOptions: ParsableArguments {
  @OptionGroup private var cache: CacheOptions

  @Option(
    help: ArgumentHelp(
      "How much a remembered state of a network counts by its likeness: 0 not at all. "
        + "(default: \(ContinuousCache().flatness))",
      valueName: "factor"))
  var cacheFlatness: Double?

  @Option(
    help: ArgumentHelp(
      "Fit the cache's share and flatness to a validation text.", valueName: "file"),
    completion: .file())
  var cacheFit: String?

  @Option(
    help: ArgumentHelp(
      "Go on training on each segment of the text after it was predicted, at this learning rate.",
      valueName: "rate"))
  var dynamicRate: Double?

  @Option(
    help: ArgumentHelp(
      "The share of the way back to the trained weights after each segment. (default: 0)",
      valueName: "share"))
  var dynamicDecay: Double?

  @Option(help: ArgumentHelp("Tokens of a segment. (default: 20)", valueName: "n"))
  var dynamicLength: Int?

  func validate() throws {
    if cache.cacheSize == nil, cacheFlatness != nil || cacheFit != nil {
      throw ValidationError("--cache-flatness and --cache-fit go with --cache-size only")
    }
    if cacheFit != nil, cache.cacheWeight ?? cacheFlatness != nil {
      throw ValidationError("--cache-fit finds what --cache-weight and --cache-flatness say")
    }
    if dynamicRate == nil, dynamicDecay != nil || dynamicLength != nil {
      throw ValidationError("--dynamic-decay and --dynamic-length go with --dynamic-rate only")
    }
    if let problem = adaptation?.problem { throw ValidationError(problem.ofOption) }
  }

  private var adaptation: Adaptation? {
    guard cache.cacheSize != nil || dynamicRate != nil else { return nil }
    var states = cache.tokenCache
    states?.flatness = cacheFlatness ?? ContinuousCache().flatness
    return Adaptation(
      cache: states,
      dynamic: dynamicRate.map {
        DynamicEvaluation(
          learningRate: $0, decay: dynamicDecay ?? 0, sequenceLength: dynamicLength ?? 20)
      })
  }

  /// The adaptation that was asked for, fitted where that was asked for; nil for none.
  func adaptation(_ model: any LanguageModeling, skipBlankLines: Bool) throws -> Adaptation? {
    guard var adaptation else { return nil }
    func corpus() throws -> TokenCorpus? {
      try cacheFit.map { try model.corpus(path: $0, skipBlankLines: skipBlankLines) }
    }
    guard let network = model as? LanguageModel else {
      guard dynamicRate == nil && cacheFlatness == nil else {
        throw InputError(
          .usage, "--dynamic-rate and --cache-flatness need a model that is a network")
      }
      adaptation.cache = cache.tokenCache
      if let size = cache.cacheSize, let corpus = try corpus() {
        adaptation.cache = model.fittedTokenCache(size: size, to: corpus)
      }
      return adaptation
    }
    if adaptation.dynamic != nil && !network.trainsOnExactLoss {
      throw InputError(
        .usage,
        "--dynamic-rate does not go with an output layer that samples: "
          + network.architecture.output.layer.rawValue)
    }
    if let size = cache.cacheSize, let corpus = try corpus() {
      adaptation.cache = network.fittedCache(size: size, to: corpus, dynamic: adaptation.dynamic)
    }
    return adaptation
  }
}
