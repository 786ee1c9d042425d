import Foundation
import ParlanceArrays
import ParlanceText
import ParlanceTraining

/// What `lm train` ends with.
public struct LanguageModelReport: Codable, Sendable {
  /// The model directory.
  public var model: String
  /// Epochs that were trained.
  public var epochs: Int
  /// Seconds of training steps.
  public var seconds: Double
  /// Training tokens per second.
  public var wordsPerSecond: Double
  /// The best model on held-out text; nil where none was given and none is needed.
  public var validation: Evaluation?
  /// The best model on the test text.
  public var test: Evaluation?
  /// On the built-in corpus: the perplexity of the grammar itself on the held-out text.
  public var bestPossiblePerplexity: Double?
}

/// The texts of a run in the ids of its vocabulary.
public struct LanguageModelData: Sendable {
  /// Made from the training text alone.
  public let vocabulary: Vocabulary
  public let training: TokenCorpus
  public let validation: TokenCorpus
  public let test: TokenCorpus?
  /// See `LanguageModelReport`.
  public let bestPossiblePerplexity: Double?

  /// Recipes of the built-in corpus.
  static let recipeCount = 40_000

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
    let tokenizer = Tokenizer(level: settings.architecture.level)
    let skips = settings.skipBlankLines ?? settings.architecture.level.skipsBlankLines
    func read(_ path: String) throws -> TokenizedText {
      try .read(path: path, tokenizer: tokenizer, skipBlankLines: skips)
    }
    var text: TokenizedText
    var heldOut: TokenizedText?
    var best: Double?
    if let path = settings.train {
      text = try read(path)
      heldOut = try settings.validation.map(read)
    } else {
      let recipes = Recipes.generate(count: Self.recipeCount, seed: settings.training.seed)
      let cut = recipes.count * 9 / 10
      func tokenized(_ recipes: ArraySlice<Recipe>) -> TokenizedText {
        TokenizedText(lines: recipes.map(\.text), tokenizer: tokenizer)
      }
      text = tokenized(recipes[..<cut])
      if let path = settings.validation {
        heldOut = try read(path)
      } else {
        let held = tokenized(recipes[cut...])
        let tokens = held.tokenCount + held.lineCount
        let total = recipes[cut...].reduce(0) { $0 + $1.logProbability }
        best = exp(-total / Double(tokens))
        heldOut = held
      }
    }
    if heldOut == nil {
      do {
        let parts = try text.split(validationFraction: 0.1)
        (text, heldOut) = (parts.training, parts.validation)
      } catch let error as InputError where error.file == nil {
        throw InputError(error.kind, file: settings.train, error.message)
      }
    }
    let vocabulary = text.vocabulary(
      size: settings.vocabularySize, minimumCount: settings.minimumCount)
    self.vocabulary = vocabulary
    training = text.encoded(with: vocabulary)
    validation = heldOut!.encoded(with: vocabulary)
    test = try settings.test.map { try read($0).encoded(with: vocabulary) }
    bestPossiblePerplexity = best
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
}

/// Trains a language model from settings to a model directory.
public struct LanguageModelRun {
  private let settings: LanguageModelSettings
  private let data: LanguageModelData
  private let run: TrainingRun
  private let architecture: LanguageModelArchitecture
  private var directory: RunDirectory { run.directory }

  /// Reads the data and checks the folder; nothing is written before both are in order.
  public init(
    _ settings: LanguageModelSettings, output: String, existing: RunDirectory.Existing
  ) throws {
    if let problem = settings.problem { throw InputError(.usage, problem) }
    run = try TrainingRun(output: output, existing: existing)
    data = try LanguageModelData(settings)
    self.settings = settings
    architecture = data.fitted(settings.architecture)
    if let problem = architecture.problem { throw InputError(.usage, problem) }
    try MemoryEstimate(
      training: architecture, batchSize: settings.batchSize,
      // A line is read whole.
      sequenceLength: architecture.context == .line
        ? data.training.longestLine : settings.sequenceLength,
      stateArrays: settings.training.optimizer == .sgd ? 0 : 2
    ).check()
  }

  /// Trains, scores and writes the model directory.
  ///
  /// - `configuration`: the text of `run/config.yaml`.
  /// - `command`: the command line, for the model card.
  /// - Throws: `InputError`; `TrainingInterrupted` after a checkpoint.
  public func train(
    configuration: String, command: String, observer: (any TrainingObserver)? = nil,
    stop: StopRequest = StopRequest()
  ) throws -> LanguageModelReport {
    var generator = RandomGenerator(key: RandomKey(seed: settings.training.seed))
    let model = LanguageModel(
      network: architecture.makeNetwork(counts: data.tokenCounts, using: &generator),
      vocabulary: data.vocabulary)
    if run.existing == .resume { try checkVocabulary() }
    let task = LanguageModelTask(
      model, training: data.training, validation: data.validation,
      batchSize: settings.batchSize, sequenceLength: settings.sequenceLength,
      seed: settings.training.seed, maxEntRateFactor: settings.maxEntRateFactor,
      directory: directory)
    let (result, validation) = try run.train(
      task, settings.training, configurationText: configuration, observer: observer, stop: stop,
      writeDescription: model.writeDescription)
    let tokens = Double(data.training.tokenCount * result.epochs)
    let report = LanguageModelReport(
      model: directory.path, epochs: result.epochs, seconds: result.seconds,
      wordsPerSecond: result.seconds > 0 ? tokens / result.seconds : 0, validation: validation,
      test: data.test.map(model.evaluate), bestPossiblePerplexity: data.bestPossiblePerplexity)
    try AtomicFile.write(
      card(report, model, command).markdown, to: directory.file("README.md"))
    return report
  }

  private func checkVocabulary() throws {
    let path = directory.file("vocabulary.txt")
    guard FileManager.default.fileExists(atPath: path) else { return }
    guard try Vocabulary.read(from: path) == data.vocabulary else {
      throw InputError(
        .badData, file: path, "the training text gives another vocabulary than when the run began")
    }
  }

  private func card(
    _ report: LanguageModelReport, _ model: LanguageModel, _ command: String
  ) -> ModelCard {
    let made = model.architecture
    var facts = [
      (
        "Model",
        "\(made.kind) over \(made.level.rawValue)s"
      ),
      ("Sizes", "embeddings \(made.embeddingSize), hidden \(made.hiddenSize)"),
      ("Vocabulary", "\(made.vocabularySize) tokens, 4 of them special"),
      ("Parameters", "\(model.network.parameterCount)"),
      ("Training text", settings.train ?? "the built-in recipes"),
      ("Training", "\(data.training.tokenCount) tokens, \(report.epochs) epochs"),
    ]
    for (name, score) in [("Validation", report.validation), ("Test", report.test)] {
      if let score { facts.append((name, score.summary)) }
    }
    if let best = report.bestPossiblePerplexity {
      facts.append(("Best possible", String(format: "perplexity %.2f on the same text", best)))
    }
    return ModelCard(title: "Language model", facts: facts, command: command)
  }
}

extension LanguageModelArchitecture {
  /// For people.
  public var kind: String {
    switch network {
    case .recurrent: "\(layers)-layer \(cell.rawValue) language model"
    case .window: "\(window)-token window language model" + (direct ? ", direct connections" : "")
    }
  }
}

extension Evaluation {
  /// For people.
  var summary: String {
    String(
      format: "perplexity %.2f (%.4f nats) over %d tokens", perplexity, crossEntropy, tokens)
  }
}
