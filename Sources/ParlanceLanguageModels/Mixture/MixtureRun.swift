import ParlanceSystem
import ParlanceText
import ParlanceTraining

/// All that decides which mixture `lm mix` makes.
public struct MixtureSettings: Sendable, Equatable {
  /// The models: folders or ARPA files.
  public var models: [String] = []
  /// λ; nil for those that make the validation text likeliest.
  public var weights: [Double]?
  /// The text that the weights are fitted to, or that shows what given ones are worth.
  public var validation: String?
  /// Whether lines without a token are left out; nil leaves it to the level.
  public var skipBlankLines: Bool?

  /// Creates the defaults.
  public init() {}

  /// What is wrong with the settings, or nil.
  public var problem: SettingProblem? {
    .unless(models.count >= 2, "models", expected: "two models or more", found: models.count)
      ?? weights.flatMap { MixtureLanguageModel.problem($0, parts: models.count) }
      ?? .unless(
        weights != nil || validation != nil, "weights",
        expected: "weights, or a text that they are fitted to", found: "neither")
  }
}

/// What `lm mix` ends with.
public struct MixtureReport: Codable, Sendable {
  /// A model of the mixture.
  public struct Part: Codable, Sendable {
    /// Where it was read from.
    public var model: String
    public var weight: Double
    /// Alone, on the validation text.
    public var validation: Evaluation?
  }

  /// The model directory.
  public var model: String
  public var parts: [Part]
  /// Steps of fitting; nil where the weights were given.
  public var iterations: Int?
  /// The mixture on the validation text.
  public var validation: Evaluation?
}

/// Mixes models from settings to a model directory.
public struct MixtureRun {
  private let settings: MixtureSettings
  private let folder: RunFolder
  private var directory: RunDirectory { folder.directory }

  /// Checks the settings and the folder; writes nothing.
  public init(
    _ settings: MixtureSettings, output: String, existing: RunDirectory.Existing
  ) throws {
    if let problem = settings.problem { throw InputError(.usage, problem) }
    folder = try RunFolder(output, existing)
    for model in settings.models where PathOverlap.overlap(model, output) {
      throw InputError(
        .cannotCreate, file: output, "the output cannot be the place of the model \(model)")
    }
    self.settings = settings
  }

  /// Fits the weights and writes the model directory, with copies of the models; nothing is written
  /// before all is read, and `model.json` last.
  ///
  /// - `note`: told what is to be known.
  /// - Throws: `InputError`.
  public func make(command: String, note: (String) -> Void = { _ in }) throws -> MixtureReport {
    let parts = try settings.models.map { try languageModel(at: $0) }
    var model = try MixtureLanguageModel(
      parts, names: settings.models, weights: settings.weights)
    var report = MixtureReport(model: directory.path, parts: [], iterations: nil, validation: nil)
    var evaluations: [Evaluation?] = parts.map { _ in nil }
    if let path = settings.validation {
      let values = model.partLogProbabilities(of: try corpus(model, path))
      if settings.weights == nil {
        let fitted = MixtureWeights(fitting: values)
        model = model.weighted(fitted.weights)
        report.iterations = fitted.iterations
        if !fitted.hasConverged {
          note("the weights have not converged after \(fitted.iterations) steps")
        }
      }
      evaluations = values.map(Evaluation.init(logProbabilities:))
      report.validation = Evaluation(logProbabilities: model.mixed(values))
    }
    report.parts = settings.models.indices.map { index in
      MixtureReport.Part(
        model: settings.models[index], weight: model.weights[index],
        validation: evaluations[index])
    }
    defer { folder.release() }
    try folder.fill {
      try writeParts(of: model)
      let store = ModelStore(directory)
      try store.write(card: card(report, model, command))
      // Without it, what an interrupted run leaves is no model.
      try store.write(description: model)
    }
    return report
  }

  private func corpus(_ model: MixtureLanguageModel, _ path: String) throws -> TokenCorpus {
    try model.knownCorpus(
      path: path,
      skipBlankLines: settings.skipBlankLines ?? model.tokenizer.level.skipsBlankLines)
  }

  private func writeParts(of model: MixtureLanguageModel) throws {
    for (index, part) in model.parts.enumerated() {
      let (path, target) = (settings.models[index], directory.part(index))
      // Of what is no folder only n-gram models are read.
      if let part = part as? NGramLanguageModel, !RunDirectory(path).isFolder {
        try part.save(to: target)
      } else {
        try ModelStore(RunDirectory(path)).copy(to: target)
      }
    }
  }

  private func card(
    _ report: MixtureReport, _ model: MixtureLanguageModel, _ command: String
  ) -> ModelCard {
    var facts = [
      ("Model", "mixture of \(report.parts.count) models over \(model.tokenizer.level.rawValue)s"),
      ("Vocabulary", "\(model.vocabulary.count) tokens, 4 of them special"),
    ]
    for (index, part) in report.parts.enumerated() {
      facts.append(
        (
          "\(RunDirectory.partsName)/\(index)",
          String(format: "weight %.4f, from ", part.weight) + part.model
            + (part.validation.map { "; alone " + $0.summary } ?? "")
        ))
    }
    if let path = settings.validation {
      facts.append((settings.weights == nil ? "Weights fitted to" : "Validation text", path))
    }
    if let score = report.validation { facts.append(("Validation", score.summary)) }
    let origin = RunOrigin(command: command)
    facts.append(("Made by", "Parlance \(origin.version), \(origin.date)"))
    var card = ModelCard(title: LanguageModelPlan.title, facts: facts, command: command)
    card.sections = [ModelCard.Section(title: "Use and limits", text: LanguageModelPlan.use)]
    return card
  }
}

extension MixtureLanguageModel: StoredModel {
  /// What `model.json` says.
  public struct Description: Codable {
    var modelType: String? = "mixture"
    var weights: [Double]
  }

  public static var kind: String { languageModelKind }

  public static var modelTypes: [String?]? { ["mixture"] }

  public var description: Description { Description(weights: weights) }

  /// The folder of its parts, which are copied there.
  public var numberFiles: [ModelFile] { [ModelFile(RunDirectory.partsName) { _ in }] }

  /// Reads the parts from `models/0`, `models/1`, ….
  public init(_ description: Description, from store: ModelStore) throws {
    let weights = description.weights
    let problem =
      weights.count < 2
      ? SettingProblem("weights", expected: "at least two", found: weights.count)
      : Self.problem(weights, parts: weights.count)
    if let problem { throw store.bad(problem) }
    let names = weights.indices.map { store.directory.part($0).path }
    try self.init(try names.map { try languageModel(at: $0) }, names: names, weights: weights)
  }
}

extension MixtureLanguageModel {
  /// What `model.json` says of it, and of its parts.
  private struct Architecture: Encodable {
    let level: TextLevel
    let vocabularySize: Int
    let weights: [Double]
  }

  public var inspection: ModelInspection {
    let inspected = parts.enumerated().map { ("\(RunDirectory.partsName)/\($0)", $1.inspection) }
    func named(_ name: String?, of folder: String) -> String? { name.map { folder + "/" + $0 } }
    return ModelInspection(
      Architecture(level: tokenizer.level, vocabularySize: vocabulary.count, weights: weights),
      [("kind", "mixture of \(parts.count) language models over \(tokenizer.level.rawValue)s")]
        + zip(weights, inspected).map { weight, part in
          let kind = part.1.facts.first { $0.name == "kind" }?.value ?? "language model"
          return (part.0, String(format: "weight %.4f, ", weight) + kind)
        },
      inspected.flatMap { folder, inspection in
        inspection.parts.map {
          ModelInspection.Part(
            name: folder + "/" + $0.name, shape: $0.shape, tiedTo: named($0.tiedTo, of: folder))
        }
      })
  }
}

extension Evaluation {
  /// Of a text's tokens.
  init(logProbabilities: [Double]) {
    self.init(totalLoss: -logProbabilities.reduce(0, +), tokens: logProbabilities.count)
  }
}
