import ParlanceArrays
import ParlanceScores
import ParlanceSystem
import ParlanceText
import ParlanceTraining

/// A classifier of fastText's form, from settings to a model directory.
public struct FastTextPlan: TrainingPlan {
  public let settings: ClassifierSettings
  /// The texts.
  public let data: ClassificationData
  private let form: FastTextForm

  public static let title = ClassifierPlan.title
  public static let use = ClassifierPlan.use

  public init(_ settings: ClassifierSettings) throws { try self.init(settings, sharing: []) }

  public init(_ settings: ClassifierSettings, sharing plans: [FastTextPlan]) throws {
    data = try plans.first { $0.serves(settings) }?.data ?? ClassificationData(settings)
    self.settings = settings
    form = FastTextForm(settings, data)
    try checkMemory()
  }

  public func serves(_ settings: ClassifierSettings) -> Bool { data.serves(settings) }

  public var notes: [String] { data.notes }

  private func checkMemory() throws {
    let width = (form.arguments.dimension + 15) / 16 * 16
    // The tables, and a copy of them while the model is measured or written.
    let numbers = 2 * (form.rowCount + form.dictionary.labelCount) * width
    try SystemCalls.checkMemory(4 * numbers, "\(form.rowCount) vectors of \(width) numbers")
  }

  public func fitting() throws -> Fitting<FastTextClassifier> {
    let task = try makeTask()
    return .training(try form.classifier(task.network, settings), task, settings.training)
  }

  /// The training of tables with their first numbers.
  func makeTask() throws -> FastTextTask { try task(for: makeNetwork(), form) }

  /// The tables with their first numbers.
  private func makeNetwork() -> FastTextNetwork {
    var generator = RandomGenerator(key: RandomKey(seed: settings.training.seed))
    let network = FastTextNetwork(
      rows: form.rowCount, labels: form.dictionary.labelCount,
      dimension: form.arguments.dimension, using: &generator)
    if let vectors = data.vectors { network.take(vectors, for: form.dictionary) }
    return network
  }

  private func task(for network: FastTextNetwork, _ form: FastTextForm) throws -> FastTextTask {
    let labels = try form.labels
    let texts = data.training.texts.items
    return FastTextTask(
      network, form, texts: FastTextTexts(texts.lazy.map(\.text), form),
      targets: TrueLabels(texts.map(\.labels), known: labels).indices,
      validation: held(.validation, labels)!, settings: settings)
  }

  private func held(
    _ part: HeldOutPart, _ labels: LabelSet
  ) -> (texts: [String], truth: TrueLabels)? {
    let found = part == .test ? data.test : data.validation
    return found.map { part in
      let items = part.texts.items
      return (items.map(\.text), TrueLabels(items.map(\.labels), known: labels))
    }
  }

  /// Makes the file of the best epoch's tables.
  public func finish(_ model: inout FastTextClassifier) throws {
    guard let network = model.network else { return }
    let file = try settings.fastText.quantizes ? quantized(network) : form.file(network)
    var finished = try FastTextClassifier(file)
    finished.isMultiLabel = settings.architecture.isMultiLabel
    if finished.isMultiLabel, settings.calibrates, let held = held(.validation, finished.labels) {
      let results = finished.results(of: held.texts, truth: held.truth)
      finished.thresholds = results.thresholdsOfGreatestF1 ?? finished.thresholds
    }
    model = finished
  }

  /// Codes of what a cutoff leaves, which is trained once more where that is asked for.
  private func quantized(_ network: FastTextNetwork) throws -> FastTextFile {
    let (made, seed) = (settings.fastText, settings.training.seed)
    var file = try form.compactFile(network)
    if made.cutoff > 0, made.cutoff < form.rowCount {
      let left = try file.keepingLongest(made.cutoff)
      file = left.file
      if made.retrains {
        let form = FastTextForm(form, dictionary: file.dictionary)
        let network = FastTextNetwork(network, rows: left.rows)
        let stop = StopRequest.current ?? StopRequest()
        _ = try Trainer(task(for: network, form), settings.training, stop: stop).run()
        file = try form.compactFile(network)
      }
    }
    return try file.quantized(
      runLength: made.runLength, quantizesNorms: made.quantizesNorms,
      quantizesOutputs: made.quantizesOutputs, seed: seed)
  }

  public func score(of model: FastTextClassifier, on part: HeldOutPart) -> ClassificationScores? {
    held(part, model.labels).map {
      ClassificationScores(model.results(of: $0.texts, truth: $0.truth))
    }
  }

  public func objective(of score: ClassificationScores) -> Double {
    settings.objective(of: score)
  }

  public func tokensPerEpoch(of model: FastTextClassifier) -> Int {
    data.training.tokens.reduce(0) { $0 + $1.count + 1 }
  }

  public func details(
    of model: FastTextClassifier, _ training: (task: any TrainingTask, result: TrainingResult)?
  ) -> ClassifierDetails {
    ClassifierDetails(
      modelType: .fasttext, bestEpoch: training?.result.bestEpoch, selection: settings.selection,
      paddingShare: 0, parameters: model.inspection.parameterCount, temperature: 1,
      bestPossibleAccuracy: data.bestPossibleAccuracy(settings))
  }

  public func facts(
    _ model: FastTextClassifier, _ report: ClassifierReport
  ) -> [(name: String, value: String)] {
    let made = form.arguments
    var facts = [
      ("Model", "fasttext over words, file of fastText: \(model.description.file)"),
      (
        "Labels",
        "\(settings.architecture.isMultiLabel ? "any number of " : "")\(model.labels.count)"
      ),
      ("Loss", settings.fastText.loss.rawValue),
      ("Vocabulary", "\(form.dictionary.wordCount) words"),
      ("Dimensions", "\(made.dimension)"),
      ("Training texts", settings.source.name),
      ("Training", "\(data.training.texts.items.count) texts, \(report.epochs) epochs"),
    ]
    if let kept = form.dictionary.prunedBuckets {
      facts.append(("Hashed n-grams", "\(kept.count) that occur, \(made.buckets) rows"))
    }
    if let vectors = settings.vectors { facts.append(("Word vectors", vectors.path)) }
    return facts
  }
}
