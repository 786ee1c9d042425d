import Foundation
import ParlanceArrays
import ParlanceText
import ParlanceTraining

/// What `tag train` ends with.
public struct TaggerReport: Encodable, Sendable {
  /// The model directory.
  public var model: String
  /// What reads the tokens.
  public var modelType: TaggerArchitecture.Network
  /// Epochs that were trained, and which was the best, counted from 1.
  public var epochs: Int
  public var bestEpoch: Int?
  /// Seconds of training steps.
  public var seconds: Double
  /// Training tokens per second.
  public var wordsPerSecond: Double
  /// The share of all places in all batches of an epoch that was padding.
  public var paddingShare: Double
  /// The scheme of the entity tags, or nil.
  public var scheme: TagScheme?
  /// The best epoch on held-out sentences.
  public var validation: TaggerScores
  /// The best epoch on the test sentences.
  public var test: TaggerScores?
}

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
    var training =
      try settings.train.map { try TaggedCorpus.read(path: $0, settings.reading) }
      ?? Self.recipes(settings)
    var validation: TaggedCorpus
    if let path = settings.validation {
      validation = try TaggedCorpus.read(path: path, settings.reading)
    } else {
      let cut = training.sentences.count - max(training.sentences.count / 10, 1)
      guard cut > 0 else {
        throw InputError(
          .badData, file: training.file,
          "one sentence cannot be split into training and validation; give --validation")
      }
      validation = TaggedCorpus(Array(training.sentences[cut...]), file: training.file)
      training.sentences = Array(training.sentences[..<cut])
    }
    let test = try settings.test.map { try TaggedCorpus.read(path: $0, settings.reading) }
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

/// Trains a tagger from settings to a model directory.
public struct TaggerRun {
  private let settings: TaggerSettings
  /// The sentences.
  public let data: TaggerData
  private let run: TrainingRun
  private let made: TaggerMaking
  private var directory: RunDirectory { run.directory }
  /// What is trained, with all that depends on the data.
  public var architecture: TaggerArchitecture { made.architecture }

  /// Reads the data and checks the folder; nothing is written before both are in order.
  public init(
    _ settings: TaggerSettings, output: String, existing: RunDirectory.Existing
  ) throws {
    if let problem = settings.problem { throw InputError(.usage, problem) }
    run = try TrainingRun(output: output, existing: existing)
    data = try TaggerData(settings)
    self.settings = settings
    var architecture = settings.architecture
    architecture.output =
      settings.output ?? (data.training.scheme == nil ? .softmax : .crf)
    made = try TaggerMaking(
      architecture, data.training, data.vectors, minimumCount: settings.minimumCount,
      vocabularySize: settings.vocabularySize)
    if let problem = made.architecture.problem { throw InputError(.usage, problem) }
  }

  /// Trains, scores and writes the model directory.
  ///
  /// - `configuration`: the text of `run/config.yaml`.
  /// - `command`: the command line, for the model card.
  /// - Throws: `InputError`; `TrainingInterrupted` after a checkpoint.
  public func train(
    configuration: String, command: String, observer: (any TrainingObserver)? = nil,
    stop: StopRequest = StopRequest()
  ) throws -> TaggerReport {
    for note in data.notes { observer?.note(note) }
    var generator = RandomGenerator(key: RandomKey(seed: settings.training.seed))
    let tagger = Tagger(
      network: made.architecture.makeNetwork(vectors: made.vectors, using: &generator),
      vocabulary: made.vocabulary)
    if run.existing == .resume { try checkVocabulary() }
    let task = TaggingTask(
      tagger, training: data.training, validation: data.validation,
      batchSize: settings.batchSize, seed: settings.training.seed,
      unknownRate: settings.unknownRate, frozenEpochs: settings.frozenEpochs ?? 0,
      directory: directory)
    let (result, _) = try run.train(
      task, settings.training, configurationText: configuration, observer: observer, stop: stop,
      writeDescription: tagger.writeDescription)
    let tokens = Double(data.training.tokenCount * result.epochs)
    let report = TaggerReport(
      model: directory.path, modelType: made.architecture.network, epochs: result.epochs,
      bestEpoch: result.bestEpoch, seconds: result.seconds,
      wordsPerSecond: result.seconds > 0 ? tokens / result.seconds : 0,
      paddingShare: task.paddingShare, scheme: made.architecture.scheme,
      validation: tagger.evaluate(data.validation), test: data.test.map { tagger.evaluate($0) })
    try AtomicFile.write(
      card(report, tagger, command).markdown, to: directory.file("README.md"))
    return report
  }

  private func checkVocabulary() throws {
    for (name, expected) in [
      ("vocabulary.txt", made.vocabulary.words.fileContents),
      ("labels.txt", made.vocabulary.tags.fileContents),
    ] {
      let path = directory.file(name)
      guard let found = try? String(contentsOfFile: path, encoding: .utf8), found != expected else {
        continue
      }
      throw InputError(
        .badData, file: path, "the training text gives another one than when the run began")
    }
  }

  private func card(
    _ report: TaggerReport, _ tagger: Tagger, _ command: String
  ) -> ModelCard {
    let made = tagger.architecture
    var facts = [
      ("Model", made.summary),
      ("Sizes", "words of \(made.inputSize) numbers, hidden \(made.hiddenSize)"),
      ("Tags", tagger.tags.names.joined(separator: " ")),
      ("Vocabulary", "\(made.vocabularySize) words, 4 of them special"),
      ("Parameters", "\(tagger.network.parameterCount)"),
      ("Training text", settings.train ?? "the built-in recipes"),
      ("Training", "\(data.training.tokenCount) tokens, \(report.epochs) epochs"),
    ]
    if let scheme = made.scheme { facts.append(("Scheme", scheme.name)) }
    for (name, score) in [("Validation", report.validation), ("Test", report.test)] {
      if let score { facts.append((name, score.summary)) }
    }
    return ModelCard(title: "Tagger", facts: facts, command: command)
  }
}

extension TaggerArchitecture {
  /// For people.
  public var summary: String {
    var parts = [
      network == .window
        ? "\(window)-word window tagger"
        : "\(layers)-layer \(bidirectional ? "bidirectional " : "")\(network.rawValue) tagger"
    ]
    if characters != .none { parts.append("characters by \(characters.rawValue)") }
    if vectors != .none { parts.append("\(vectors.rawValue) word vectors") }
    if output == .crf { parts.append("conditional random field") }
    return parts.joined(separator: ", ")
  }
}

extension TaggerScores {
  /// For people.
  public var summary: String {
    let entities = entityF1.map { String(format: "entity F1 %.2f %%, ", 100 * $0) } ?? ""
    return entities
      + String(format: "accuracy %.2f %% over %d tokens", 100 * accuracy, tokens)
  }
}
