import ArgumentParser
import ParlanceArrays
import ParlanceLanguageModels

/// How `lm evaluate` lets a model adapt to the text.
struct AdaptationOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      """
      Remember so many of the last tokens and expect them again where the network's state is as it \
      was then: a continuous cache, as in 2000.
      """, valueName: "n"))
  var cacheSize: Int?

  @Option(
    help: ArgumentHelp("The cache's share of the probability. (default: 0.1)", valueName: "share"))
  var cacheWeight: Double?

  @Option(
    help: ArgumentHelp(
      "How much a remembered state counts by its likeness: 0 not at all. (default: 0.3)",
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
    if cacheSize == nil, cacheWeight ?? cacheFlatness != nil || cacheFit != nil {
      throw ValidationError(
        "--cache-weight, --cache-flatness and --cache-fit go with --cache-size only")
    }
    if cacheFit != nil, cacheWeight ?? cacheFlatness != nil {
      throw ValidationError("--cache-fit finds what --cache-weight and --cache-flatness say")
    }
    if dynamicRate == nil, dynamicDecay != nil || dynamicLength != nil {
      throw ValidationError("--dynamic-decay and --dynamic-length go with --dynamic-rate only")
    }
    if let problem = adaptation?.problem { throw ValidationError(problem.ofOption) }
  }

  private var adaptation: Adaptation? {
    guard cacheSize != nil || dynamicRate != nil else { return nil }
    return Adaptation(
      cache: cacheSize.map {
        ContinuousCache(size: $0, weight: cacheWeight ?? 0.1, flatness: cacheFlatness ?? 0.3)
      },
      dynamic: dynamicRate.map {
        DynamicEvaluation(
          learningRate: $0, decay: dynamicDecay ?? 0, sequenceLength: dynamicLength ?? 20)
      })
  }

  /// The adaptation that was asked for, fitted where that was asked for; nil for none.
  func adaptation(_ model: any LanguageModeling, skipBlankLines: Bool) throws -> Adaptation? {
    guard var adaptation else { return nil }
    guard let network = model as? LanguageModel else {
      throw InputError(.usage, "--cache-size and --dynamic-rate need a model that is a network")
    }
    if adaptation.dynamic != nil && !network.trainsOnExactLoss {
      throw InputError(
        .usage,
        "--dynamic-rate does not go with an output layer that samples: "
          + network.architecture.output.layer.rawValue)
    }
    if let cacheFit, let size = adaptation.cache?.size {
      let corpus = try network.corpus(path: cacheFit, skipBlankLines: skipBlankLines)
      adaptation.cache = network.fittedCache(size: size, to: corpus, dynamic: adaptation.dynamic)
    }
    return adaptation
  }
}
