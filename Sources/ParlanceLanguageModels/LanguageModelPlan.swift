import Foundation
import ParlanceAutograd
import ParlanceNN
import ParlanceSystem
import ParlanceText
import ParlanceTraining

/// What a report of language models says beside what all reports say.
public struct LanguageModelDetails: Codable, Sendable, Equatable {
  /// On the built-in corpus: the perplexity of the grammar itself on the held-out text.
  public var bestPossiblePerplexity: Double?
}

/// What `lm train` ends with.
public typealias LanguageModelReport = RunReport<Evaluation, LanguageModelDetails>

/// The texts of a run in the ids of its vocabulary.
public struct LanguageModelData: Sendable {
  /// Made from the training text alone.
  public let vocabulary: Vocabulary
  public let training: TokenCorpus
  public let validation: TokenCorpus
  public let test: TokenCorpus?
  /// How the texts are cut into tokens.
  let tokenizer: Tokenizer
  /// The words of the training text, where their pieces differ from epoch to epoch.
  let trainingWords: TokenizedText?
  /// See `LanguageModelDetails`.
  public let bestPossiblePerplexity: Double?

  private static let recipeCount = 40_000

  /// The built-in corpus, less the last tenth, and that.
  package static func recipes(
    seed: UInt64
  ) -> (training: ArraySlice<Recipe>, heldOut: ArraySlice<Recipe>) {
    let recipes = Recipes.generate(count: recipeCount, seed: seed)
    let held = Int((Double(recipeCount) * DataSource.validationFraction).rounded())
    return (recipes.dropLast(held), recipes.suffix(held))
  }

  /// That of the grammar which wrote them, where they are so many tokens, line ends included.
  static func bestPossiblePerplexity(_ recipes: ArraySlice<Recipe>, tokens: Int) -> Double {
    exp(-recipes.reduce(0) { $0 + $1.logProbability } / Double(tokens))
  }

  /// An architecture with what depends on the data.
  func fitted(_ architecture: LanguageModelArchitecture) -> LanguageModelArchitecture {
    var fitted = architecture
    fitted.vocabularySize = vocabulary.count
    fitted.output = architecture.output.fitted(
      to: tokenCounts, inputSize: architecture.outputInputSize)
    return fitted
  }

  /// How often each token of the vocabulary occurs in training.
  public var tokenCounts: [Int] {
    var counts = [Int](repeating: 0, count: vocabulary.count)
    for id in training.ids { counts[Int(id)] += 1 }
    return counts
  }

  /// Reads and checks all texts; writes nothing.
  ///
  /// - Throws: `InputError` that names file and line.
  public init(_ settings: LanguageModelSettings) throws {
    let whole = Tokenizer(level: settings.architecture.level)
    let skips = settings.skipBlankLines ?? settings.architecture.level.skipsBlankLines
    let recipes =
      settings.texts.source.train == nil ? Self.recipes(seed: settings.training.seed) : nil
    func tokenized(_ recipes: ArraySlice<Recipe>) -> TokenizedText {
      TokenizedText(lines: recipes.map(\.text), tokenizer: whole)
    }
    let (text, heldOut, tested) = try settings.texts.source.read {
      try TokenizedText.read(path: $0, tokenizer: whole, skipBlankLines: skips)
    } builtIn: {
      tokenized(recipes?.training ?? [])
    } holdOut: {
      guard let recipes else {
        return try $0.split(validationFraction: DataSource.validationFraction)
      }
      return ($0, tokenized(recipes.heldOut))
    }
    let (vocabulary, tokenizer) = try Self.vocabulary(of: text, whole, settings)
    (self.vocabulary, self.tokenizer) = (vocabulary, tokenizer)
    trainingWords = settings.dropsMerges ? text : nil
    training = text.cut(by: tokenizer).encoded(with: vocabulary)
    validation = heldOut.cut(by: tokenizer).encoded(with: vocabulary)
    test = tested?.cut(by: tokenizer).encoded(with: vocabulary)
    let tokens = validation.tokenCount
    bestPossiblePerplexity =
      settings.validation == nil
      ? recipes.map { Self.bestPossiblePerplexity($0.heldOut, tokens: tokens) } : nil
    for (name, corpus) in [
      (settings.train, training), (settings.validation, validation), (settings.test, test),
    ] {
      guard let corpus, let name else { continue }
      let words = corpus.tokenCount - corpus.lineCount
      if words == corpus.ids.count(where: { $0 == Vocabulary.unknownID }) {
        throw InputError(
          .badData, file: name,
          "all \(words) tokens are unknown to the vocabulary of \(vocabulary.count)")
      }
    }
    if training.tokenCount < 3 {
      throw InputError(
        .badData, file: settings.train,
        "\(training.tokenCount) tokens are too few to train on; a text of at least a few lines "
          + "is needed")
    }
  }

  /// The tokens of the training text, and what cuts texts into them.
  private static func vocabulary(
    of text: TokenizedText, _ tokenizer: Tokenizer, _ settings: LanguageModelSettings
  ) throws -> (Vocabulary, Tokenizer) {
    guard tokenizer.level == .subword else {
      return (
        text.vocabulary(size: settings.vocabularySize, minimumCount: settings.minimumCount),
        tokenizer
      )
    }
    let words = text.wordCounts
    let encoding = try settings.subwords.encoding(of: words)
    let vocabulary = encoding.vocabulary(
      of: words, minimumCount: settings.minimumCount, dropsMerges: settings.dropsMerges)
    return (vocabulary, tokenizer.cutting(by: encoding, into: vocabulary))
  }
}

/// Trains a language model from settings to a model directory.
public typealias LanguageModelRun = ModelRun<LanguageModelPlan>

/// A neural language model, trained by truncated backpropagation through time.
public struct LanguageModelPlan: TrainingPlan {
  public let settings: LanguageModelSettings
  private let data: LanguageModelData
  private let architecture: LanguageModelArchitecture

  public static let title = "Language model"

  public static let use =
    "Scoring, suggesting and writing text like that it was trained on. What it writes is likely, not true, and "
    + "may hold whatever that text holds, names and insults included."

  public init(_ settings: LanguageModelSettings) throws { try self.init(settings, sharing: []) }

  public init(_ settings: LanguageModelSettings, sharing plans: [LanguageModelPlan]) throws {
    data = try plans.first { $0.serves(settings) }?.data ?? LanguageModelData(settings)
    self.settings = settings
    architecture = data.fitted(settings.architecture)
    if let problem = architecture.problem { throw InputError(.usage, problem) }
    try MemoryEstimate(
      training: architecture, settings.training,
      places: (
        settings.batchSize,
        // A line is read whole.
        architecture.context == .line ? data.training.longestLine : settings.sequenceLength
      )
    ).check()
  }

  public func serves(_ other: LanguageModelSettings) -> Bool {
    settings.texts == other.texts && settings.architecture.level == other.architecture.level
      && (settings.architecture.level != .subword || settings.subwords == other.subwords)
      && (settings.train != nil || settings.training.seed == other.training.seed)
  }

  public func fitting() -> Fitting<LanguageModel> {
    var generator = RandomGenerator(key: RandomKey(seed: settings.training.seed))
    let model = LanguageModel(
      network: architecture.makeNetwork(counts: data.tokenCounts, using: &generator),
      vocabulary: data.vocabulary, encoding: data.tokenizer.encoding)
    let task = LanguageModelTask(
      model, training: data.training, validation: data.validation,
      batchSize: settings.batchSize, sequenceLength: settings.sequenceLength,
      seed: settings.training.seed, maxEntRateFactor: settings.maxEntRateFactor,
      cutting: data.trainingWords.map { ($0, settings.subwords.subwordDropout) })
    return .training(model, task, settings.training)
  }

  public func score(of model: LanguageModel, on part: HeldOutPart) -> Evaluation? {
    (part == .test ? data.test : data.validation).map(model.evaluate)
  }

  public func objective(of score: Evaluation) -> Double { -score.loss }

  public func tokensPerEpoch(of model: LanguageModel) -> Int { data.training.tokenCount }

  public func details(
    of model: LanguageModel, _ training: (task: any TrainingTask, result: TrainingResult)?
  ) -> LanguageModelDetails {
    LanguageModelDetails(bestPossiblePerplexity: data.bestPossiblePerplexity)
  }

  public func facts(
    _ model: LanguageModel, _ report: LanguageModelReport
  ) -> [(name: String, value: String)] {
    let best = report.bestPossiblePerplexity.map {
      ("Best possible", String(format: "perplexity %.2f on the validation text", $0))
    }
    return [
      ("Model", "\(architecture.kind) over \(architecture.level.rawValue)s"),
      ("Sizes", "embeddings \(architecture.embeddingSize), hidden \(architecture.hiddenSize)"),
      ("Vocabulary", "\(architecture.vocabularySize) tokens, 4 of them special"),
      ("Parameters", "\(model.network.parameterCount)"),
      ("Training text", settings.texts.source.name),
      ("Training", "\(data.training.tokenCount) tokens, \(report.epochs) epochs"),
    ] + [best].compactMap { $0 }
  }
}

extension MemoryEstimate {
  /// For training a language model.
  public init(
    training architecture: LanguageModelArchitecture, _ configuration: TrainingConfiguration,
    places: (rows: Int, steps: Int)
  ) {
    let (hidden, embedding) = (Double(architecture.hiddenSize), Double(architecture.embeddingSize))
    let layers = Double(architecture.layers)
    let inside =
      switch architecture.network {
      case .recurrent: layers * Double(architecture.cell.gateCount + 2) * hidden + embedding
      case .window: 2 * layers * hidden + Double(architecture.window) * embedding
      case .transformer:
        layers
          * architecture.layerOptions.numbersPerPlace(of: places.steps + architecture.window)
      }
    let outputs = architecture.output.trainedOutputs(architecture.vocabularySize)
    self.init(
      training: skeleton { architecture.makeNetwork(using: &$0) }, configuration, places: places,
      numbersPerPlace: Double(outputs) + inside, of: "hidden size \(architecture.hiddenSize)")
  }

  /// For evaluating one: the weights.
  public init(evaluating architecture: LanguageModelArchitecture) {
    self.init(
      evaluating: skeleton { architecture.makeNetwork(using: &$0) },
      of: "a model of hidden size \(architecture.hiddenSize)")
  }
}

extension LanguageModelArchitecture {
  /// For people.
  public var kind: String {
    switch network {
    case .recurrent: "\(layers)-layer \(cell.rawValue) language model"
    case .window: "\(window)-token window language model" + (direct ? ", direct connections" : "")
    case .transformer:
      "\(layers)-layer transformer language model of \(headCount) heads over \(window) tokens"
    }
  }
}

extension Evaluation: RunScore {
  public var shares: [String: Double] {
    ["crossEntropy": crossEntropy, "perplexity": perplexity].merging(scores) { first, _ in first }
  }

  public var summary: String {
    String(
      format: "perplexity %.2f (%.4f nats) over %d tokens", perplexity, crossEntropy, tokens)
  }
}
