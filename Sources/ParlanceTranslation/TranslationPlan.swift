import ParlanceAutograd
import ParlanceDecoding
import ParlanceNN
import ParlanceSystem
import ParlanceText
import ParlanceTraining

/// The pairs of a run.
public struct TranslationData: Sendable {
  public let training: [SentencePair]
  public let validation: [SentencePair]
  public let test: [SentencePair]?
  let notes: [String]

  /// Pairs that are held out at most, where none are given.
  private static let heldOut = 2000
  /// Recipes whose sentences are learned where no pairs are given.
  private static let recipeCount = 1500

  /// Reads and checks all files; writes nothing.
  ///
  /// Of pairs with one source, held-out ones go: what is measured is what training has not seen.
  ///
  /// - Throws: `InputError` that names file and line.
  public init(_ settings: TranslationSettings) throws {
    let columns = settings.columns.flatMap { ParallelColumns($0) } ?? ParallelColumns()
    func read(_ pairs: String?, _ source: String?, _ target: String?) throws -> ParallelText? {
      if let pairs { return try ParallelText.read(pairs: pairs, columns: columns) }
      guard let source, let target else { return nil }
      return try ParallelText.read(source: source, target: target)
    }
    let whole =
      try read(settings.train, settings.sourceTrain, settings.targetTrain)
      ?? ParallelText(
        Recipes.translatedSentences(
          ofRecipes: Self.recipeCount, seed: settings.training.seed))
    let validation = try read(
      settings.validation, settings.sourceValidation, settings.targetValidation)
    let test = try read(settings.test, settings.sourceTest, settings.targetTest)
    notes = [whole, validation, test].flatMap { $0?.notes ?? [] }
    self.test = test?.pairs
    if let validation {
      (training, self.validation) = (whole.pairs, validation.pairs)
      return
    }
    let count = min(max(whole.pairs.count / 10, 1), Self.heldOut)
    let held = whole.pairs.suffix(count)
    let sources = Set(held.map(\.source))
    training = whole.pairs.dropLast(count).filter { !sources.contains($0.source) }
    self.validation = Array(held)
    if training.isEmpty {
      throw InputError(
        .badData, file: whole.file,
        "too few pairs to hold some out (\(whole.pairs.count)); give --validation")
    }
  }
}

/// Makes a translator from settings to a model directory.
public typealias TranslationRun = ModelRun<TranslationPlan>

/// A translator, trained on pairs of sentences.
public struct TranslationPlan: TrainingPlan {
  public let settings: TranslationSettings
  /// The pairs.
  public let data: TranslationData
  private let source: SideTokenizer
  private let target: SideTokenizer
  private let architecture: TranslationArchitecture
  /// The training pairs.
  private let encoded: EncodedPairs
  /// How often an epoch reads each of them.
  private let readings: Int

  public static let title = "Translator"

  public static let use =
    "Sentences of the kind that it was trained on, one at a time. It writes fluent sentences that leave things "
    + "out or make them up; what matters is to be read by someone who knows both languages."

  public init(_ settings: TranslationSettings) throws {
    self.settings = settings
    let data = try TranslationData(settings)
    self.data = data
    let level = settings.architecture.level
    func side(_ lines: [String]) throws -> SideTokenizer {
      try SideTokenizer(
        learnedFrom: lines, level, subwords: settings.subwords,
        size: settings.vocabularySize, minimumCount: settings.minimumCount,
        keepsSpacing: settings.architecture.keepsSpacing)
    }
    let (sources, targets) = (data.training.map(\.source), data.training.map(\.target))
    if settings.architecture.sharesVocabulary {
      source = try side(sources + targets)
      target = source
    } else {
      (source, target) = (try side(sources), try side(targets))
    }
    var architecture = settings.architecture
    architecture.sourceVocabularySize = source.vocabulary.count
    architecture.targetVocabularySize = target.vocabulary.count
    if let problem = architecture.problem { throw InputError(.usage, problem) }
    encoded = EncodedPairs(data.training, source, target, limit: architecture.maximumLength)
    // The recipes' language is a small one.
    readings = settings.dataFiles.isEmpty ? 1 : encoded.readings(settings)
    architecture.lengthFactor = encoded.lengthFactor
    self.architecture = architecture
    try MemoryEstimate(
      training: architecture, settings.training,
      places: (
        settings.batchTokens.map { max($0 / 64, 1) } ?? settings.batchSize,
        min(64, architecture.maximumLength)
      )
    ).check()
  }

  public var notes: [String] {
    let limit = architecture.maximumLength
    let all = data.training + data.validation + (data.test ?? [])
    let cut = all.count { source.hasTokens(limit, $0.source) || target.hasTokens(limit, $0.target) }
    if cut == 0 { return data.notes }
    return data.notes + [
      "of \(cut) of \(all.count) pairs the first \(limit - 1) tokens of a side are read, and the rest is cut: "
        + "see --maximum-length"
    ]
  }

  /// What is made, for people.
  public var summary: String {
    architecture.summary + "; \(data.training.count) pairs, \(data.validation.count) held out"
  }

  public func fitting() -> Fitting<Translator> {
    var generator = RandomGenerator(key: RandomKey(seed: settings.training.seed))
    let translator = Translator(
      network: architecture.makeNetwork(using: &generator), source: source, target: target)
    let task = TranslationTask(
      translator, encoded: encoded, readings: readings, validation: data.validation, settings,
      cutting: settings.dropsMerges ? data.training : nil)
    return .training(translator, task, settings.training)
  }

  public func score(of model: Translator, on part: HeldOutPart) -> TranslationScores? {
    (part == .test ? data.test : data.validation).map { model.evaluate($0) }
  }

  public func objective(of score: TranslationScores) -> Double { -score.crossEntropy }

  public func tokensPerEpoch(of model: Translator) -> Int {
    readings * encoded.tokenCount
  }

  public func facts(
    _ model: Translator, _ report: RunReport<TranslationScores, NoDetails>
  ) -> [(name: String, value: String)] {
    [
      ("Model", architecture.summary),
      ("Sizes", "embeddings \(architecture.embeddingSize), hidden \(architecture.hiddenSize)"),
      (
        "Vocabularies",
        "\(architecture.sourceVocabularySize) source tokens, "
          + "\(architecture.targetVocabularySize) target tokens"
      ),
      ("Parameters", "\(model.network.parameterCount)"),
      (
        "Training",
        "\(data.training.count) pairs, \(report.epochs) epochs"
          + (readings > 1 ? " that read each \(readings) times" : "")
      ),
    ]
  }
}

extension MemoryEstimate {
  /// For training a translator.
  init(
    training architecture: TranslationArchitecture, _ configuration: TrainingConfiguration,
    places: (rows: Int, steps: Int)
  ) {
    let (hidden, layers) = (Double(architecture.hiddenSize), Double(architecture.layers))
    self.init(
      training: skeleton { architecture.makeNetwork(using: &$0) }, configuration, places: places,
      numbersPerPlace: Double(architecture.targetVocabularySize) + layers * 24 * hidden,
      of: "hidden size \(architecture.hiddenSize)")
  }
}
