import Foundation
import ParlanceSystem
import ParlanceText
import ParlanceTraining

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
    let text = try SpooledText(
      tokenizer: Tokenizer(level: settings.level), skipBlankLines: settings.skips, next: next)
    try self.init(settings, text, observer)
  }

  fileprivate init(
    _ settings: SparseNonnegativeSettings, _ spooled: consuming SpooledText,
    _ observer: (any TrainingObserver)?
  ) throws {
    if let problem = settings.problem { throw InputError(.usage, problem) }
    var architecture = settings.architecture
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
        try StopRequest.check()
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
  let heldOut = HeldOutText()

  /// Reads nothing yet: the text is read once, while it is counted.
  public init(_ settings: SparseNonnegativeSettings) { self.settings = settings }

  public func fitting() -> Fitting<SparseNonnegativeLanguageModel> {
    .counting(epochs: settings.epochs) { observer in
      try withText { try SparseNonnegativeLanguageModel(settings, $0, observer) }
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
      ("Training text", settings.texts.source.name),
    ]
  }
}
