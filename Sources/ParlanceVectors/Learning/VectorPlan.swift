import Foundation
import ParlanceSystem
import ParlanceText
import ParlanceTraining

/// What a report of word vectors says beside what all reports say.
public struct VectorDetails: Encodable, Sendable {
  /// The number of words.
  public var words: Int
  /// Numbers of a vector.
  public var dimensions: Int
  /// The mean loss of the last epoch: of GloVe ½ f(x) (…)² a pair, else nats a word that is told.
  public var loss: Double
}

/// How well vectors go with what people say.
public struct VectorScore: RunScore {
  /// Spearman's correlation.
  public var spearman: Double

  public var shares: [String: Double] { ["spearman": spearman] }
  public var summary: String { String(format: "Spearman %.4f", spearman) }
}

/// What `vectors train` ends with.
public typealias VectorReport = RunReport<VectorScore, VectorDetails>

/// Learns word vectors from settings to a model directory.
public typealias VectorRun = ModelRun<VectorPlan>

/// Word vectors, learned from a text or from counts of one.
public struct VectorPlan: TrainingPlan {
  public let settings: VectorSettings
  public let notes: [String]
  private let data: VectorData
  private let learned = Learned()

  public static let title = "Word vectors"

  public static let use =
    "Nearness of words as the training text uses them, and as the input of other models. Words are near each "
    + "other by prejudice too: vectors bias measures that."

  /// What is being learned.
  private final class Learned {
    var task: (any VectorTask)?
  }

  public init(_ settings: VectorSettings) throws {
    self.settings = settings
    data = try VectorData(settings)
    notes =
      (data.words.given?.notes ?? []) + data.pairs.flatMap(\.notes)
      + [Self.subsampling(data, settings)].compactMap(\.self)
  }

  /// What is to be known of a text that is so small that nearly all its words are passed over.
  private static func subsampling(_ data: VectorData, _ settings: VectorSettings) -> String? {
    guard settings.modelType != .glove, settings.subsample > 0 else { return nil }
    let counts = data.words.counts.map(Double.init)
    let kept = zip(counts, WordTask.kept(data.words.counts, share: settings.subsample))
      .reduce(0) { $0 + $1.0 * Double($1.1) }
    let all = counts.reduce(0, +)
    guard kept < 1000, kept < 0.2 * all else { return nil }
    return
      "of \(Int(all)) words some \(Int(kept)) are learned from in an epoch, since all are frequent "
      + "in so small a text: --subsample 0 takes all"
  }

  public func fitting() throws -> Fitting<VectorModel> {
    let task: any VectorTask =
      switch data.source {
      case .counts(let counts): try GloVeTask(counts, data.words, settings)
      case .text(let text): try WordTask(text, data.words, settings)
      }
    if !data.pairs.isEmpty {
      task.validation = VectorValidation(sets: data.pairs, words: data.words.words)
    }
    learned.task = task
    let description = VectorModel.Description(
      modelType: settings.modelType.rawValue, words: data.words.words.count,
      dimensions: settings.dimensions, subwords: settings.hasSubwords ? settings.subwords : nil)
    let model = VectorModel(description, words: data.words.words, counts: data.words.counts)
    return .training(model, task, settings.training)
  }

  public func finish(_ model: inout VectorModel) throws {
    if let task = learned.task { model.vectors = try task.vectors(data.words.words) }
  }

  public func score(of model: VectorModel, on part: HeldOutPart) -> VectorScore? {
    guard part == .validation, !data.pairs.isEmpty else { return nil }
    return VectorScore(
      spearman: VectorValidation(sets: data.pairs, words: []).spearman(of: model.vectors))
  }

  public func objective(of score: VectorScore) -> Double { score.spearman }

  public func tokensPerEpoch(of model: VectorModel) -> Int { learned.task?.examplesPerEpoch ?? 0 }

  public func details(
    of model: VectorModel, _ training: (task: any TrainingTask, result: TrainingResult)?
  ) -> VectorDetails {
    VectorDetails(
      words: data.words.words.count, dimensions: settings.dimensions,
      loss: training?.result.records.last { $0.isBest != nil }?.trainLoss ?? 0)
  }

  public func facts(
    _ model: VectorModel, _ report: VectorReport
  ) -> [(name: String, value: String)] {
    let what = settings.modelType == .glove ? "pairs" : "words"
    return [
      ("Learned by", settings.modelType.rawValue),
      ("Words", "\(report.words)"), ("Numbers of a vector", "\(report.dimensions)"),
      ("Window", "\(settings.counting.window) words"),
      ("Training text", settings.counts ?? settings.train ?? "the built-in recipes"),
      (
        "Training",
        "\(tokensPerEpoch(of: model)) \(what), \(report.epochs) epochs, seed "
          + "\(settings.training.seed)"
      ),
      ("Loss of the last epoch", String(format: "%.4f", report.loss)),
    ]
  }
}

/// What word vectors are learned from.
struct VectorData: Sendable {
  enum Source: Sendable {
    case counts(CooccurrenceCounts)
    case text(RankedText)
  }

  let source: Source
  let words: LearnedWords
  /// What the best epoch is found by.
  private(set) var pairs: [WordPairs] = []

  /// Reads, and counts for GloVe.
  ///
  /// - Throws: `InputError` where there is nothing to learn from.
  init(_ settings: VectorSettings) throws {
    let given = try settings.initialVectors.map {
      try LearnedWords.read($0, dimensions: settings.dimensions)
    }
    let folder = settings.memory.map { _ in NSTemporaryDirectory() }
    if let path = settings.counts {
      self.init(try CooccurrenceCounts.read(path: path), given)
    } else {
      let text = try RankedText.read(
        settings.train, settings.counting, seed: settings.training.seed, folder: folder)
      if settings.modelType == .glove {
        self.init(
          try CooccurrenceCounts(
            counting: text, settings.counting, memory: settings.memory ?? 4 << 30, folder: folder),
          given)
      } else {
        self.init(
          source: .text(text),
          words: LearnedWords(words: text.words, counts: text.counts, given: given))
      }
    }
    pairs = try settings.validation.map { try WordPairs.read(paths: [$0]) } ?? []
    guard hasPairs else {
      throw InputError(
        .badData, file: settings.counts ?? settings.train,
        "no two words that are kept stand near each other in a line: there is nothing to learn from"
      )
    }
  }

  private init(_ counts: CooccurrenceCounts, _ given: WordVectors?) {
    self.init(
      source: .counts(counts),
      words: LearnedWords(words: counts.words, counts: counts.counts, given: given))
  }

  private init(source: Source, words: LearnedWords) { (self.source, self.words) = (source, words) }

  private var hasPairs: Bool {
    switch source {
    case .counts(let counts): counts.count > 0
    case .text(let text): text.hasNeighbours
    }
  }
}

extension RankedText {
  /// Recipes that stand for a text where none is given.
  static let recipeCount = 4000

  /// Reads a text, plain or gzipped, standard input for `-`, or takes the built-in recipes.
  ///
  /// - `folder`: where the text is kept; nil for memory.
  /// - Throws: `InputError` where it cannot be read, or no word is frequent enough.
  public static func read(
    _ path: String?, _ settings: CooccurrenceSettings, seed: UInt64 = 1, folder: String? = nil
  ) throws -> RankedText {
    let text: SpooledText
    let tokenizer = Tokenizer(level: .word)
    if let path {
      var reader = try LineReader(path: path)
      text = try SpooledText(tokenizer: tokenizer, skipBlankLines: true, folder: folder) {
        try reader.next()
      }
    } else {
      var recipes = Recipes.generate(count: recipeCount, seed: seed).makeIterator()
      text = try SpooledText(tokenizer: tokenizer, skipBlankLines: true, folder: folder) {
        recipes.next()?.text
      }
    }
    guard text.tokenCount > 0 else {
      throw InputError(.badData, file: path, "the text is empty: it holds no token")
    }
    let ranked = RankedText(
      text, minimumCount: settings.minimumCount, size: settings.vocabularySize)
    guard !ranked.words.isEmpty else {
      throw InputError(
        .badData, file: path,
        "no word occurs \(settings.minimumCount) times, as --min-count asks for")
    }
    return ranked
  }

  /// Whether any line has two words.
  var hasNeighbours: Bool {
    (1..<max(ids.count, 1)).contains {
      ids[$0] != Self.lineEnd && ids[$0 - 1] != Self.lineEnd
    }
  }
}
