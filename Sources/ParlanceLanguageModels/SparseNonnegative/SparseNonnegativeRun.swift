import Foundation
import ParlanceSystem
import ParlanceText
import ParlanceTraining

/// All that decides which sparse non-negative matrix `lm train` makes of a text.
public struct SparseNonnegativeSettings: RunSettings, Equatable {
  /// What the model is made of; the vocabulary's size is filled in from the data.
  public var architecture = SparseNonnegativeArchitecture()
  /// Blocks of lines that are held out in turn.
  public var blocks = 10
  /// How often each block is.
  public var epochs = 4
  /// Of AdaGrad.
  public var learningRate = 0.2
  /// The most frequent tokens to keep; nil for all.
  public var vocabularySize: Int?
  /// How often a token must occur to be kept.
  public var minimumCount = 1
  /// Whether lines without a token are left out; nil leaves it to the level.
  public var skipBlankLines: Bool?
  /// The texts; for training nil takes the built-in recipes.
  public var train: String?
  public var validation: String?
  public var test: String?
  /// Of the recipes.
  public var seed: UInt64 = 1

  /// Creates the defaults.
  public init() {}

  /// What is wrong with the numbers, or nil.
  public var problem: String? {
    if !(2...100).contains(blocks) { return "blocks: expected 2 to 100, found \(blocks)" }
    if epochs < 0 { return "epochs: expected at least 0, found \(epochs)" }
    if !(learningRate > 0 && learningRate.isFinite) {
      return "learning-rate: expected more than 0, found \(learningRate)"
    }
    return countProblem(["vocabulary-size": vocabularySize, "minimum-count": minimumCount])
      ?? architecture.problem
  }

  var skips: Bool { skipBlankLines ?? architecture.level.skipsBlankLines }
}

extension SparseNonnegativeLanguageModel {
  /// Estimates a model of lines of text.
  ///
  /// - `observer`: told of each step; a step is a block.
  /// - `next`: gives the lines, one a call, and nil at their end.
  /// - Throws: what `next` throws; `InputError` where the text is too long or memory lacks.
  public init(
    _ settings: SparseNonnegativeSettings, observer: (any TrainingObserver)? = nil,
    next: () throws -> String?
  ) throws {
    if let problem = settings.problem { throw InputError(.usage, problem) }
    var architecture = settings.architecture
    let spooled = try SpooledText(
      tokenizer: Tokenizer(level: architecture.level), skipBlankLines: settings.skips, next: next)
    guard spooled.tokenCount > 0 else {
      throw InputError(.badData, "the text is empty: it holds no token")
    }
    let vocabulary = spooled.vocabulary(
      size: settings.vocabularySize, minimumCount: settings.minimumCount)
    architecture.vocabularySize = vocabulary.count
    architecture.trainingTokens = spooled.tokenCount + spooled.lineCount
    let tokens = spooled.tokens(in: vocabulary).ids
    guard tokens.count < Int(UInt32.max) else {
      throw InputError(.badData, "expected fewer than 2^32 tokens, found \(tokens.count)")
    }
    let text = BlockedText(
      tokens, vocabularySize: vocabulary.count, blockCount: settings.blocks)
    var estimator = try SparseNonnegativeEstimator(
      text, types: architecture.types, minimumCount: architecture.minimumFeatureCount)
    try estimator.train(settings, observer)
    self.init(try estimator.matrix(), vocabulary, architecture)
  }
}

extension SparseNonnegativeEstimator {
  fileprivate mutating func train(
    _ settings: SparseNonnegativeSettings, _ observer: (any TrainingObserver)?
  ) throws {
    // One block leaves nothing to count in.
    let steps = text.blockCount < 2 ? 0 : text.blockCount
    let watch = Stopwatch()
    var allTokens = 0
    for epoch in 0..<settings.epochs {
      var (sum, tokens) = (0.0, 0)
      for block in 0..<steps {
        sum += loss(ofBlock: block)
        guard sum.isFinite else {
          throw InputError(.failure, "the loss is \(sum); lower --learning-rate")
        }
        descend(ofBlock: block, rate: settings.learningRate)
        let count = tokenCount(ofBlock: block)
        (tokens, allTokens) = (tokens + count, allTokens + count)
        let seconds = watch.seconds
        let done = Double(epoch * steps + block + 1)
        observer?.didStep(
          StepReport(
            epoch: epoch + 1, epochs: settings.epochs, step: block + 1, steps: steps,
            meanLoss: sum / Double(tokens), wordsPerSecond: Double(allTokens) / max(seconds, 1e-9),
            secondsLeft: seconds / done * (Double(settings.epochs * steps) - done)))
      }
    }
  }
}

/// Makes a sparse non-negative matrix language model from settings to a model directory.
public typealias SparseNonnegativeRun = ModelRun<SparseNonnegativePlan>

/// A sparse non-negative matrix: counted, then adjusted.
public struct SparseNonnegativePlan: CountedLanguageModelPlan {
  public let settings: SparseNonnegativeSettings

  /// Reads nothing yet: the text is read once, while it is counted.
  public init(_ settings: SparseNonnegativeSettings) { self.settings = settings }

  var source: DataSource {
    DataSource(train: settings.train, validation: settings.validation, test: settings.test)
  }
  var seed: UInt64 { settings.seed }
  var skips: Bool { settings.skips }

  public func fitting() -> Fitting<SparseNonnegativeLanguageModel> {
    .counting(epochs: settings.epochs) { observer in
      try withLines { next in
        try SparseNonnegativeLanguageModel(settings, observer: observer, next: next)
      }
    }
  }

  public func facts(
    _ model: SparseNonnegativeLanguageModel, _ report: LanguageModelReport
  ) -> [(name: String, value: String)] {
    let made = model.architecture
    return [
      ("Model", "sparse non-negative matrix language model over \(made.level.rawValue)s"),
      ("Features", "\(model.featureCount) of \(made.types.count) types, \(model.linkCount) links"),
      ("Types", made.summary),
      ("Vocabulary", "\(model.vocabulary.count) tokens, 4 of them special"),
      ("Training text", source.name),
    ]
  }
}
