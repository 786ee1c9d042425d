import Foundation
import ParlanceArrays
import ParlanceNN
import ParlanceScores
import ParlanceSystem
import ParlanceText
import ParlanceTraining

/// What `classify train` ends with.
public struct ClassifierReport: Codable, Sendable {
  /// The model directory.
  public var model: String
  /// What the model is.
  public var modelType: ClassifierArchitecture.ModelType
  /// Epochs that were trained, and the best of them.
  public var epochs: Int
  public var bestEpoch: Int?
  /// What the best epoch was chosen by.
  public var selection: ModelSelection
  /// Seconds of training steps.
  public var seconds: Double
  /// Training tokens per second.
  public var wordsPerSecond: Double
  /// The share of all places in batches that was padding.
  public var paddingShare: Double
  /// Values that training changes.
  public var parameters: Int
  /// What logits are divided by.
  public var temperature: Double
  /// The greatest accuracy on the held-out texts that any model can be expected to have; known of the
  /// built-in recipes alone.
  public var bestPossibleAccuracy: Double?
  /// The best model on held-out texts.
  public var validation: ClassificationScores
  /// The best model on the test texts.
  public var test: ClassificationScores?
}

/// Trains a classifier from settings to a model directory.
public struct ClassifierRun {
  /// The texts.
  public let data: ClassificationData
  let settings: ClassifierSettings
  private let run: TrainingRun
  private let architecture: ClassifierArchitecture
  private let augmenter: Augmenter?
  private var directory: RunDirectory { run.directory }

  /// Reads the data and checks the folder; nothing is written before both are in order.
  ///
  /// - `sharing`: what other runs have read, which is not read again where it serves.
  public init(
    _ settings: ClassifierSettings, output: String, existing: RunDirectory.Existing,
    sharing known: [ClassificationData] = []
  ) throws {
    if let problem = settings.problem { throw InputError(.usage, problem) }
    run = try TrainingRun(output: output, existing: existing)
    data = try known.first { $0.serves(settings) } ?? ClassificationData(settings)
    if case .given(let weights) = settings.classWeights {
      for label in weights.keys.sorted() where data.labels.index(of: label) == nil {
        throw InputError(
          .usage,
          "class-weights: no training text has the label \(label); there are "
            + data.labels.names.joined(separator: ", "))
      }
    }
    self.settings = settings
    augmenter =
      settings.augmentations.isEmpty ? nil : try Augmenter(parsing: settings.augmentations)
    architecture = data.fitted(settings.architecture)
    if let problem = architecture.problem { throw InputError(.usage, problem) }
  }

  /// Trains, scores and writes the model directory.
  ///
  /// - `configuration`: the text of `run/config.yaml`.
  /// - `command`: the command line, for the model card.
  /// - Throws: `InputError`; `TrainingInterrupted` after a checkpoint.
  public func train(
    configuration: String, command: String, observer: (any TrainingObserver)? = nil,
    stop: StopRequest = StopRequest()
  ) throws -> ClassifierReport {
    var (classifier, task) = try makeTask(directory)
    if run.existing == .resume { try checkDescription() }
    let (result, _) = try run.train(
      task, settings.training, configurationText: configuration, observer: observer, stop: stop,
      writeDescription: classifier.writeDescription)
    let validation = data.encoded(data.validation, classifier)
    if settings.calibrates {
      classifier.calibrate(on: validation.texts, truth: validation.truth)
      try classifier.writeModelFile(to: directory)
    }
    let tokens = Double(data.training.tokens.reduce(0) { $0 + $1.count } * result.epochs)
    func scores(_ part: ClassificationData.Part) -> ClassificationScores {
      let encoded = data.encoded(part, classifier)
      return ClassificationScores(classifier.results(on: encoded.texts, truth: encoded.truth))
    }
    let report = ClassifierReport(
      model: directory.path, modelType: architecture.modelType, epochs: result.epochs,
      bestEpoch: result.bestEpoch, selection: settings.selection, seconds: result.seconds,
      wordsPerSecond: result.seconds > 0 ? tokens / result.seconds : 0,
      paddingShare: task.paddingShare, parameters: classifier.network.parameterCount,
      temperature: classifier.scaling.temperature,
      bestPossibleAccuracy: settings.train == nil
        ? Recipes.bestPossibleAccuracy(ofDocuments: data.validation.texts.items.map(\.text)) : nil,
      validation: scores(data.validation),
      test: data.test.map(scores))
    try AtomicFile.write(
      card(report, classifier, command).markdown, to: directory.file("README.md"))
    return report
  }

  /// The classifier with its first weights, and its training.
  func makeTask(_ directory: RunDirectory?) throws -> (TextClassifier, ClassificationTask) {
    var generator = RandomGenerator(key: RandomKey(seed: settings.training.seed))
    let network = architecture.makeNetwork(using: &generator)
    var classifier = TextClassifier(
      network: network, vocabulary: data.vocabulary, labels: data.labels)
    if let idf = network.idf {
      idf.value = NDArray(FeatureStatistics.idf(data.training.read, classifier.encoder))
      classifier.readRarities()
    }
    if let vectors = data.vectors { try network.take(vectors, for: data.vocabulary) }
    let (training, truth) = data.encoded(data.training, classifier)
    let validation = data.encoded(data.validation, classifier)
    let task = ClassificationTask(
      classifier, training: training, targets: truth.indices, validation: validation.texts,
      validationTruth: validation.truth, settings: settings, directory: directory,
      augmenting: augmenter.map { (data.training.read, $0) })
    return (classifier, task)
  }

  private func checkDescription() throws {
    func check<Value: Equatable>(
      _ name: String, _ what: String, _ new: Value, _ read: (String) throws -> Value
    ) throws {
      let path = directory.file(name)
      guard FileManager.default.fileExists(atPath: path) else { return }
      guard try read(path) == new else {
        throw InputError(
          .badData, file: path, "the training texts give other \(what) than when the run began")
      }
    }
    try check("vocabulary.txt", "tokens", data.vocabulary) { try Vocabulary.read(from: $0) }
    try check("labels.txt", "labels", data.labels) { try LabelSet.read(from: $0) }
  }

  private func card(
    _ report: ClassifierReport, _ classifier: TextClassifier, _ command: String
  ) -> ModelCard {
    let made = architecture
    var facts = [
      ("Model", "\(made.modelType.rawValue) over \(made.tokenizer.level.rawValue)s"),
      ("Labels", made.isMultiLabel ? "any number of \(made.labelCount)" : "\(made.labelCount)"),
      ("Vocabulary", "\(made.vocabularySize) tokens, 4 of them special"),
      ("Parameters", "\(report.parameters)"),
      ("Training texts", settings.train ?? "the built-in recipes"),
      ("Training", "\(data.training.tokens.count) texts, \(report.epochs) epochs"),
    ]
    if made.hashes { facts.append(("Hashed n-grams", "\(made.buckets) rows")) }
    if let vectors = settings.vectors { facts.append(("Word vectors", vectors.path)) }
    for (name, score) in [
      ("Validation", report.validation as ClassificationScores?), ("Test", report.test),
    ] {
      if let score { facts.append((name, score.summary)) }
    }
    return ModelCard(title: "Classifier of texts", facts: facts, command: command)
  }
}

extension ClassificationScores {
  /// For people.
  var summary: String {
    String(
      format: "accuracy %.2f %%, macro F1 %.2f %% over %d texts", 100 * accuracy, 100 * macroF1,
      texts)
  }
}

extension ClassificationData {
  /// An architecture with what depends on the data.
  func fitted(_ architecture: ClassifierArchitecture) -> ClassifierArchitecture {
    var fitted = architecture
    fitted.vocabularySize = vocabulary.count
    fitted.labelCount = labels.count
    if let vectors {
      fitted.embeddingSize = vectors.dimension
      fitted.averagesVectors = architecture.modelType == .logistic
    }
    if architecture.hashes && architecture.buckets == 0 {
      let isBag = architecture.modelType.readsBag
      let distinct =
        isBag
        ? FeatureStatistics.distinctNGrams(training.read, architecture, vocabulary)
        : training.tokens.reduce(0) { $0 + $1.count + 1 } * (architecture.order - 1)
      fitted.buckets = FeatureStatistics.buckets(
        for: distinct,
        width: architecture.modelType == .feedforward ? fitted.embeddingSize : labels.count)
    }
    return fitted
  }

  /// A part's texts as a classifier reads them, with their labels.
  func encoded(
    _ part: Part, _ classifier: TextClassifier
  ) -> (texts: EncodedTexts, truth: TrueLabels) {
    var texts = EncodedTexts()
    for text in part.read { classifier.encoder.append(text, to: &texts) }
    return (texts, TrueLabels(part.texts.items.map(\.labels), known: labels))
  }
}

extension TextClassifier {
  /// Finds the temperature at which confidences are right, and where a text may have any number of
  /// labels the threshold of each at which its F1 is greatest, on texts that training has not seen.
  public mutating func calibrate(on texts: EncodedTexts, truth: TrueLabels) {
    let logits = logits(of: texts)
    if isMultiLabel {
      scaling = TemperatureScaling(binaryLogits: logits, truth: truth.indices)
      thresholds = results(on: texts, truth: truth).thresholdsOfGreatestF1 ?? thresholds
    } else {
      scaling = TemperatureScaling(logits: logits, truth: truth.single)
    }
  }
}

extension ClassifierNetwork {
  /// Puts given vectors in the place of the random ones.
  func take(_ vectors: WordVectors, for vocabulary: Vocabulary) throws {
    guard let table = tokenVectors else { return }
    table.update { values in
      var (rows, places): ([Int32], [Int32]) = ([], [])
      for (id, token) in vocabulary.tokens.enumerated() where id >= Vocabulary.specials.count {
        guard let index = vectors.index(near: token) else { continue }
        rows.append(Int32(index))
        places.append(Int32(id))
      }
      let kernels = values.kernels
      kernels.setRows(kernels.gatherRows(vectors.vectors, rows), at: places, &values)
    }
  }
}
