import Foundation
import ParlanceArrays
import ParlanceAutograd
import ParlanceNN
import ParlanceScores
import ParlanceSystem
import ParlanceText
import ParlanceTraining

/// What `classify train` ends with.
public typealias ClassifierReport = RunReport<ClassificationScores, ClassifierDetails>

/// Makes a classifier from settings to a model directory.
public typealias ClassifierRun = ModelRun<ClassifierPlan>

/// A classifier: trained by gradients, or counted.
public struct ClassifierPlan: TrainingPlan {
  public let settings: ClassifierSettings
  /// The texts.
  public let data: ClassificationData
  private let architecture: ClassifierArchitecture
  private let augmenter: Augmenter?
  private let crossValidation: CrossValidationBox

  public static let title = "Classifier of texts"

  public static let use =
    "Sorting texts like those that it was trained on into its labels. It gives every text one of them, "
    + "whatever it is about, and has learned what its data have of prejudice: classify evaluate "
    + "--group-column and classify bias measure that. No decision on a person should rest on it alone."

  public init(_ settings: ClassifierSettings) throws { try self.init(settings, sharing: []) }

  public func serves(_ settings: ClassifierSettings) -> Bool { data.serves(settings) }

  public init(_ settings: ClassifierSettings, sharing plans: [ClassifierPlan]) throws {
    guard settings.architecture.modelType != .fasttext else {
      throw InputError(.usage, "a model of type fasttext is no network: it is made by FastTextPlan")
    }
    try self.init(
      settings, plans.first { $0.serves(settings) }?.data ?? ClassificationData(settings),
      plans.first { $0.settings == settings }?.crossValidation ?? CrossValidationBox())
  }

  /// A plan for data that are there.
  init(
    _ settings: ClassifierSettings, _ data: ClassificationData,
    _ crossValidation: CrossValidationBox = CrossValidationBox()
  ) throws {
    (self.data, self.crossValidation) = (data, crossValidation)
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
    try checkMemory()
  }

  public var notes: [String] { data.notes }
  public var secondsBefore: Double { crossValidation.seconds }

  private func checkMemory() throws {
    let longest = data.training.tokens.map(\.count).max() ?? 0
    let steps = architecture.readsSequence ? min(longest, architecture.maximumLength) : 1
    try MemoryEstimate(
      training: skeleton { architecture.makeNetwork(using: &$0) }, settings.training,
      places: (settings.batchSize, steps),
      numbersPerPlace: architecture.numbersPerPlace(of: steps),
      of: "\(architecture.labelCount) labels"
    ).check()
  }

  public func fitting() throws -> Fitting<TextClassifier> {
    if settings.isCrossValidated { return .counting(epochs: 1, crossValidated) }
    let classifier = try makeClassifier(architecture)
    guard let network = classifier.network as? NGramClassifier else {
      return .training(classifier, task(for: classifier), settings.training)
    }
    return .counting(epochs: 1) { _ in
      let (texts, truth) = data.encoded(data.training, classifier)
      network.count(texts, labels: truth.single)
      return calibrated(classifier)
    }
  }

  private func crossValidated(_ observer: (any TrainingObserver)?) throws -> TextClassifier {
    try outcome(observer).classifier
  }

  /// What cross-validation chooses, judges and learns, once for all plans that share it.
  private func outcome(
    _ observer: (any TrainingObserver)?
  ) throws -> CrossValidatedRegression.Outcome {
    if let outcome = crossValidation.outcome { return outcome }
    let outcome = try CrossValidatedRegression(settings, data).run(
      making: makeClassifier, observer)
    crossValidation.outcome = outcome
    return outcome
  }

  /// The same before a run, whose report counts the seconds.
  func outcomeBeforehand(
    _ observer: (any TrainingObserver)?
  ) throws -> CrossValidatedRegression.Outcome {
    let watch = Stopwatch()
    defer { crossValidation.seconds += watch.seconds }
    return try outcome(observer)
  }

  public func finish(_ model: inout TextClassifier) { model = calibrated(model) }

  private func calibrated(_ classifier: TextClassifier) -> TextClassifier {
    guard settings.calibrates else { return classifier }
    var classifier = classifier
    let (texts, truth) = data.encoded(data.validation, classifier)
    classifier.calibrate(on: texts, truth: truth)
    return classifier
  }

  /// The classifier with its first weights.
  private func makeClassifier(_ architecture: ClassifierArchitecture) throws -> TextClassifier {
    var generator = RandomGenerator(key: RandomKey(seed: settings.training.seed))
    let network = architecture.makeNetwork(using: &generator)
    var classifier = TextClassifier(
      network: network, vocabulary: data.vocabulary, labels: data.labels)
    // Cross-validation counts by itself.
    if let idf = network.idf, !settings.isCrossValidated {
      idf.value = NDArray(FeatureStatistics.idf(data.training.read, classifier.encoder))
      classifier.readRarities()
    }
    if let vectors = data.vectors { try network.take(vectors, for: data.vocabulary) }
    return classifier
  }

  /// The words of the training texts, where each epoch makes other texts of them.
  private var changedWords: [ReadText]? {
    let words = architecture.tokenizer.ofWords
    if augmenter == nil, !(settings.dropsMerges) { return nil }
    guard architecture.tokenizer.level == .subword else { return data.training.read }
    var whole = architecture
    whole.tokenizer = words
    return data.training.texts.items.map { ReadText($0.text, whole) }
  }

  private func task(for classifier: TextClassifier) -> ClassificationTask {
    let (training, truth) = data.encoded(data.training, classifier)
    let validation = data.encoded(data.validation, classifier)
    return ClassificationTask(
      classifier, training: training, targets: truth.indices, validation: validation.texts,
      validationTruth: validation.truth, settings: settings,
      changing: changedWords.map { ($0, augmenter) })
  }

  /// The classifier with its first weights, and its training.
  func makeTask() throws -> (TextClassifier, ClassificationTask) {
    let classifier = try makeClassifier(architecture)
    return (classifier, task(for: classifier))
  }

  public func score(of model: TextClassifier, on part: HeldOutPart) -> ClassificationScores? {
    if part == .validation, data.validation.read.isEmpty {
      return crossValidation.outcome.map { ClassificationScores($0.results) }
    }
    return (part == .test ? data.test : data.validation).map { part in
      let encoded = data.encoded(part, model)
      return ClassificationScores(model.results(on: encoded.texts, truth: encoded.truth))
    }
  }

  /// The texts that cross-validation held out in turn, and what models of the others said of them; nil where the
  /// model is not cross-validated, before it is made, and where validation texts are given.
  public var heldOutInTurn: (texts: LabelledTexts, results: ClassificationResults)? {
    guard data.validation.read.isEmpty, let outcome = crossValidation.outcome else { return nil }
    return (outcome.texts, outcome.results)
  }

  public func objective(of score: ClassificationScores) -> Double {
    settings.objective(of: score)
  }

  public func tokensPerEpoch(of model: TextClassifier) -> Int {
    data.training.tokens.reduce(0) { $0 + $1.count }
  }

  public func details(
    of model: TextClassifier, _ training: (task: any TrainingTask, result: TrainingResult)?
  ) -> ClassifierDetails {
    ClassifierDetails(
      modelType: architecture.modelType, bestEpoch: training?.result.bestEpoch,
      selection: settings.selection,
      paddingShare: (training?.task as? ClassificationTask)?.paddingShare ?? 0,
      parameters: model.network.parameterCount, temperature: model.scaling.temperature,
      bestPossibleAccuracy: data.bestPossibleAccuracy(settings),
      crossValidation: crossValidation.outcome?.details)
  }

  public func facts(
    _ model: TextClassifier, _ report: ClassifierReport
  ) -> [(name: String, value: String)] {
    let made = model.architecture
    var facts = [
      ("Model", "\(made.modelType.rawValue) over \(made.tokenizer.level.rawValue)s"),
      ("Labels", made.isMultiLabel ? "any number of \(made.labelCount)" : "\(made.labelCount)"),
      ("Vocabulary", "\(made.vocabularySize) tokens, 4 of them special"),
      ("Parameters", "\(report.parameters)"),
      ("Training texts", settings.source.name),
      ("Training", "\(data.training.tokens.count) texts, \(report.epochs) epochs"),
    ]
    if made.hashes { facts.append(("Hashed n-grams", "\(made.buckets) rows")) }
    if let vectors = settings.vectors { facts.append(("Word vectors", vectors.path)) }
    if let chosen = crossValidation.outcome?.details {
      facts.append(("Chosen", chosen.line))
      if chosen.folds != nil {
        facts.append(
          ("Validated by", "texts held out in turn, each judged by a model of the others"))
      }
    }
    return facts
  }
}

extension ClassifierArchitecture {
  /// Roughly what a place of a batch keeps for the way back.
  fileprivate func numbersPerPlace(of steps: Int) -> Double {
    let directions = isBidirectional ? 2 : 1
    let inside =
      modelType.cell.map { layers * directions * ($0.gateCount + 2) * hiddenSize }
      ?? (modelType == .cnn ? filterWidths.count * filterCount : layers * hiddenSize)
    return Double(embeddingSize + inside + labelCount)
      + (modelType == .transformer ? Double(layers) * layerOptions.numbersPerPlace(of: steps) : 0)
  }
}

extension ClassifierSettings {
  /// What runs are compared by, greater being better.
  ///
  /// Types of models differ in what decides their epochs; in a search all are compared by one number.
  func objective(of score: ClassificationScores) -> Double {
    if alwaysHoldsOut == true, selection != .accuracy {
      return score.macroF1 - (score.logLoss ?? .infinity)
    }
    return switch selection {
    case .macroF1: score.macroF1
    case .accuracy: score.accuracy
    case .loss: -(score.logLoss ?? .infinity)
    }
  }
}

extension ClassificationData {
  /// The greatest accuracy on the validation texts that any model can be expected to have, where they are
  /// recipes.
  func bestPossibleAccuracy(_ settings: ClassifierSettings) -> Double? {
    let held = validation.texts.items.isEmpty ? training : validation
    return settings.train == nil
      ? Recipes.bestPossibleAccuracy(ofDocuments: held.texts.items.map(\.text)) : nil
  }
}

extension ClassificationData {
  /// An architecture with what depends on the data.
  func fitted(_ architecture: ClassifierArchitecture) -> ClassifierArchitecture {
    var fitted = architecture
    fitted.vocabularySize = vocabulary.count
    fitted.tokenizer = tokenizer
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
