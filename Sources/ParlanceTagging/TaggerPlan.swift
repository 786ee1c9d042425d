import Foundation
import ParlanceAutograd
import ParlanceNN
import ParlanceSystem
import ParlanceText
import ParlanceTraining

/// What a report of taggers says beside what all reports say.
public struct TaggerDetails: Encodable, Sendable {
  /// What reads the tokens.
  public var modelType: TaggerArchitecture.Network
  /// The best epoch, counted from 1.
  public var bestEpoch: Int?
  /// The share of all places in all batches of an epoch that was padding.
  public var paddingShare: Double
  /// The scheme of the entity tags, or nil.
  public var scheme: TagScheme?
}

/// What `tag train` ends with.
public typealias TaggerReport = RunReport<TaggerScores, TaggerDetails>

/// The sentences of a run, their tags in one form.
public struct TaggerData: Sendable {
  public let training: TaggedCorpus
  public let validation: TaggedCorpus
  public let test: TaggedCorpus?
  /// The given word vectors.
  public let vectors: WordVectors?
  /// What was noticed in the files: tags that do not follow their scheme.
  public let notes: [String]

  /// Reads and checks all files; writes nothing.
  ///
  /// - Throws: `InputError` that names file and line.
  public init(_ settings: TaggerSettings) throws {
    let (training, validation, test) = try settings.source.read {
      try TaggedCorpus.read(path: $0, settings.reading)
    } builtIn: {
      try Self.recipes(settings)
    } holdOut: { whole in
      let cut = whole.sentences.count - max(whole.sentences.count / 10, 1)
      guard cut > 0 else {
        throw InputError(
          .badData, file: whole.file,
          "one sentence cannot be split into training and validation; give --validation")
      }
      // What was noticed on reading stays with the training part.
      var training = whole
      training.sentences = Array(whole.sentences[..<cut])
      return (training, TaggedCorpus(Array(whole.sentences[cut...]), file: whole.file))
    }
    let scheme = settings.scheme ?? training.scheme
    var notes = [training, validation, test].flatMap { $0?.notes ?? [] }
    notes += [training, validation].compactMap { corpus in
      settings.repairing || settings.architecture.only != nil ? nil : Self.note(corpus)
    }
    func fitted(_ corpus: TaggedCorpus) throws -> TaggedCorpus {
      try corpus.fitted(
        scheme: scheme, only: settings.architecture.only, repairing: settings.repairing)
    }
    self.training = try fitted(training)
    self.validation = try fitted(validation)
    self.test = try test.map(fitted)
    vectors =
      try settings.architecture.vectors == .none
      ? nil : settings.vectors.map { try WordVectors.read(path: $0) }
    if let vectors {
      notes += vectors.notes
      notes.append(vectors.coverage(of: training.sentences.lazy.flatMap(\.tokens)))
    }
    let known = self.training.tags
    for corpus in [self.validation, self.test] {
      if let note = corpus?.unknownTagNote(known) { notes.append(note) }
    }
    self.notes = notes
    try check(settings)
  }

  /// Recipes of the built-in corpus, which have a column of word classes and one of entities.
  private static func recipes(_ settings: TaggerSettings) throws -> TaggedCorpus {
    let column = settings.reading.tagColumn ?? "ner"
    guard ["upos", "ner"].contains(column) else {
      throw InputError(
        .usage, "--tag-column: the built-in recipes have upos and ner, not \(column)")
    }
    return TaggedCorpus(
      Recipes.generate(count: recipeCount, seed: settings.training.seed).map { recipe in
        TaggedSentence(
          tokens: recipe.tokens,
          tags: column == "ner" ? recipe.entities : recipe.partsOfSpeech.map(\.rawValue))
      })
  }

  private static let recipeCount = 2000

  private func check(_ settings: TaggerSettings) throws {
    let tags = training.tags
    if tags.count < 2 {
      throw InputError(
        .badData, file: training.file,
        settings.architecture.only.map { "no tag is \($0), or all are" }
          ?? "all tokens have the tag \(tags.first ?? "none"); there is nothing to learn")
    }
    for corpus in [validation, test].compactMap({ $0 })
    where !corpus.tags.contains(where: tags.contains) {
      throw InputError(
        .badData, file: corpus.file,
        "none of the tags (\(corpus.tags.prefix(5).joined(separator: ", "))) is in the training text "
          + "(\(tags.prefix(5).joined(separator: ", ")))")
    }
  }

  private static func note(_ corpus: TaggedCorpus) -> String? {
    corpus.schemeProblem.map { "\($0); such tags stay as they are without --repair" }
  }
}

/// Makes a tagger from settings to a model directory.
public typealias TaggerRun = ModelRun<TaggerPlan>

/// A tagger, trained on tagged sentences.
public struct TaggerPlan: TrainingPlan {
  public let settings: TaggerSettings
  /// The sentences.
  public let data: TaggerData
  private let made: TaggerMaking
  /// What is trained, with all that depends on the data.
  public var architecture: TaggerArchitecture { made.architecture }

  public static let title = "Tagger"

  public static let use =
    "Tags of sentences that are cut into tokens as those it was trained on were. Texts of other kinds, times "
    + "or languages are tagged worse than the scores say, above all where they hold many words that training had "
    + "not."

  public init(_ settings: TaggerSettings) throws { try self.init(settings, sharing: []) }

  public init(_ settings: TaggerSettings, sharing plans: [TaggerPlan]) throws {
    data = try plans.first { $0.serves(settings) }?.data ?? TaggerData(settings)
    self.settings = settings
    var architecture = settings.architecture
    architecture.output =
      settings.output ?? (data.training.scheme == nil ? .softmax : .crf)
    made = try TaggerMaking(
      architecture, data.training, data.vectors, minimumCount: settings.minimumCount,
      vocabularySize: settings.vocabularySize)
    if let problem = made.architecture.problem { throw InputError(.usage, problem) }
    try checkMemory()
  }

  public var notes: [String] { data.notes }

  public func serves(_ other: TaggerSettings) -> Bool {
    settings.source == other.source && settings.reading == other.reading
      && settings.scheme == other.scheme && settings.repairing == other.repairing
      && settings.vectors == other.vectors && settings.architecture.only == other.architecture.only
      && settings.architecture.vectors == other.architecture.vectors
      && (settings.train != nil || settings.training.seed == other.training.seed)
  }

  private func checkMemory() throws {
    let longest = data.training.sentences.map(\.tokens.count).max() ?? 0
    let steps = min(longest, Tagger.longestSentence)
    let directions = architecture.bidirectional ? 2 : 1
    let gates = (architecture.cell?.gateCount ?? 0) + 2
    let inside =
      architecture.network == .transformer
      ? Double(architecture.layers) * architecture.layerOptions.numbersPerPlace(of: steps)
      : Double(architecture.layers * directions * gates * architecture.hiddenSize)
    try MemoryEstimate(
      training: skeleton { architecture.makeNetwork(using: &$0) }, settings.training,
      places: (settings.batchSize, steps),
      numbersPerPlace: Double(architecture.inputSize + architecture.tagCount) + inside,
      of: "hidden size \(architecture.hiddenSize)"
    ).check()
  }

  public func fitting() -> Fitting<Tagger> {
    var generator = RandomGenerator(key: RandomKey(seed: settings.training.seed))
    let tagger = Tagger(
      network: architecture.makeNetwork(vectors: made.vectors, using: &generator),
      vocabulary: made.vocabulary)
    let task = TaggingTask(
      tagger, training: data.training, validation: data.validation,
      batchSize: settings.batchSize, seed: settings.training.seed,
      leastSteps: settings.leastSteps ?? 1, unknownRate: settings.unknownRate,
      frozenEpochs: settings.frozenEpochs ?? 0)
    return .training(tagger, task, settings.training)
  }

  public func score(of model: Tagger, on part: HeldOutPart) -> TaggerScores? {
    (part == .test ? data.test : data.validation).map { model.evaluate($0) }
  }

  public func objective(of score: TaggerScores) -> Double { score.entityF1 ?? score.accuracy }

  private var readings: Int {
    LengthBatches.readings(
      of: data.training.sentences.count, batchSize: settings.batchSize,
      leastBatches: settings.leastSteps ?? 1)
  }

  public func tokensPerEpoch(of model: Tagger) -> Int { readings * data.training.tokenCount }

  public func details(
    of model: Tagger, _ training: (task: any TrainingTask, result: TrainingResult)?
  ) -> TaggerDetails {
    TaggerDetails(
      modelType: architecture.network, bestEpoch: training?.result.bestEpoch,
      paddingShare: (training?.task as? TaggingTask)?.paddingShare ?? 0,
      scheme: architecture.scheme)
  }

  public func facts(
    _ model: Tagger, _ report: TaggerReport
  ) -> [(name: String, value: String)] {
    let made = architecture
    let facts = [
      ("Model", made.summary),
      ("Sizes", "words of \(made.inputSize) numbers, hidden \(made.hiddenSize)"),
      ("Tags", model.tags.names.joined(separator: " ")),
      ("Vocabulary", "\(made.vocabularySize) words, 4 of them special"),
      ("Parameters", "\(model.network.parameterCount)"),
      ("Training text", settings.source.name),
      (
        "Training",
        "\(data.training.tokenCount) tokens, \(report.epochs) epochs"
          + (readings > 1 ? " that read each \(readings) times" : "")
      ),
    ]
    return facts + (made.scheme.map { [("Scheme", $0.name)] } ?? [])
  }
}

extension TaggerArchitecture {
  /// For people.
  public var summary: String {
    let kind =
      switch network {
      case .window: "\(window)-word window tagger"
      case .rnn, .lstm, .gru:
        "\(layers)-layer \(bidirectional ? "bidirectional " : "")\(network.rawValue) tagger"
      case .transformer: "\(layers)-layer transformer tagger of \(headCount) heads"
      }
    var parts = [kind]
    if characters != .none { parts.append("characters by \(characters.rawValue)") }
    if vectors != .none { parts.append("\(vectors.rawValue) word vectors") }
    if output == .crf { parts.append("conditional random field") }
    return parts.joined(separator: ", ")
  }
}

extension TaggerScores: RunScore {
  public var shares: [String: Double] {
    ["accuracy": accuracy, "entityF1": entityF1].compactMapValues { $0 }
  }

  public var summary: String {
    let entities = entityF1.map { String(format: "entity F1 %.2f %%, ", 100 * $0) } ?? ""
    return entities
      + String(format: "accuracy %.2f %% over %d tokens", 100 * accuracy, tokens)
  }

  public var sections: [ModelCard.Section] {
    [entities.map { ModelCard.Section("Entities", $0) }, ModelCard.Section("Tags", labels)]
      .compactMap { $0 }
  }
}
