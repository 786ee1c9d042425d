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
  /// The epoch that the model is of, counted from 1: the best, or where it was trained on all sentences the last.
  public var bestEpoch: Int?
  /// Whether it was trained on all sentences once held-out ones had told how good that is; nil where not.
  public var refit: Bool?
  /// The share of all places in all batches of an epoch that was padding.
  public var paddingShare: Double
  /// The scheme of the entity tags, or nil.
  public var scheme: TagScheme?
}

/// What `tag train` ends with.
public typealias TaggerReport = RunReport<TaggerScores, TaggerDetails>

/// Makes a tagger from settings to a model directory.
public typealias TaggerRun = ModelRun<TaggerPlan>

/// A tagger, trained on tagged sentences.
public struct TaggerPlan: TrainingPlan {
  public let settings: TaggerSettings
  /// The sentences.
  public let data: TaggerData
  private let made: TaggerMaking
  /// What is trained first where held-out sentences tell how good it is and the tagger is then trained on them too.
  private let first: TaggerMaking?
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
    let (own, whole) = (data, settings.refits(data))
    func making(_ corpus: TaggedCorpus) throws -> TaggerMaking {
      try TaggerMaking(
        architecture, corpus, own.vectors, minimumCount: settings.minimumCount,
        vocabularySize: settings.vocabularySize)
    }
    made = try making(whole ? own.all : own.training)
    first = whole ? try making(own.training) : nil
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
    let longest = data.all.sentences.map(\.tokens.count).max() ?? 0
    let steps = min(longest, Tagger.longestSentence)
    try MemoryEstimate(
      training: architecture, settings.training, places: (settings.batchSize, steps)
    ).check()
  }

  public func fitting() -> Fitting<Tagger> {
    fitting(first ?? made, on: data.training, validation: data.validation)
  }

  public func refitting() -> Fitting<Tagger>? {
    first == nil ? nil : fitting(made, on: data.all, validation: nil)
  }

  private func fitting(
    _ made: TaggerMaking, on training: TaggedCorpus, validation: TaggedCorpus?
  ) -> Fitting<Tagger> {
    var generator = RandomGenerator(key: RandomKey(seed: settings.training.seed))
    let tagger = Tagger(
      network: made.architecture.makeNetwork(vectors: made.vectors, using: &generator),
      vocabulary: made.vocabulary)
    let task = TaggingTask(
      tagger, training: training, validation: validation,
      batchSize: settings.batchSize, seed: settings.training.seed,
      readings: readings, unknownRate: settings.unknownRate,
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
      refit: first == nil ? nil : true,
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
          + (first == nil ? "" : "; then on all \(data.all.tokenCount), what was held out too")
      ),
    ]
    return facts + (made.scheme.map { [("Scheme", $0.name)] } ?? [])
  }
}

extension TaggerSettings {
  /// Whether the tagger is trained on all sentences after held-out ones have told how good that is.
  ///
  /// Built-in recipes are as many as are wanted, and rates that follow validation need some.
  fileprivate func refits(_ data: TaggerData) -> Bool {
    guard let refitTokens, train != nil, validation == nil, training.schedule.isPlanned,
      training.optimizer != .ntASGD
    else { return false }
    return data.all.tokenCount <= refitTokens
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

extension MemoryEstimate {
  /// For training a tagger.
  init(
    training architecture: TaggerArchitecture, _ configuration: TrainingConfiguration,
    places: (rows: Int, steps: Int)
  ) {
    let directions = architecture.bidirectional ? 2.0 : 1
    let gates = Double((architecture.cell?.gateCount ?? 0) + 2)
    let inside =
      architecture.network == .transformer
      ? Double(architecture.layers) * architecture.layerOptions.numbersPerPlace(of: places.steps)
      : Double(architecture.layers) * directions * gates * Double(architecture.hiddenSize)
    self.init(
      training: skeleton { architecture.makeNetwork(using: &$0) }, configuration, places: places,
      numbersPerPlace: Double(architecture.inputSize + architecture.tagCount) + inside,
      of: "hidden size \(architecture.hiddenSize)")
  }
}
