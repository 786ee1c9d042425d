import Foundation
import ParlanceSystem
import ParlanceText
import ParlanceTraining

/// All that decides which n-gram model `lm train` makes of a text.
public struct NGramSettings: RunSettings, Equatable {
  /// The longest n-grams.
  public var order = 5
  public var smoothing = NGramSmoothing.modifiedKneserNey
  /// k of add-k.
  public var addend = 1.0
  /// For each order from 1 on the count up to which n-grams are left out; the last serves all longer
  /// ones.
  public var prune: [Int] = []
  /// Bytes that counting may take before it goes to disk; nil for half of the machine's.
  public var memory: Int?
  /// Where temporary files go; nil for the system's place.
  public var temporaryFolder: String?
  public var level = TextLevel.word
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
    if !(1...NGramFile.highestOrder).contains(order) {
      return "order: expected 1 to \(NGramFile.highestOrder), found \(order)"
    }
    if !(addend > 0 && addend.isFinite) {
      return "add-k: expected more than 0, found \(addend)"
    }
    if prune.count > order {
      return "prune: expected at most \(order) thresholds, found \(prune.count)"
    }
    if prune.contains(where: { $0 < 0 }) || prune != prune.sorted() {
      return "prune: expected thresholds of at least 0 that do not fall, found "
        + prune.map(String.init).joined(separator: " ")
    }
    if let memory, memory < 1 << 20 {
      return "memory: expected at least 1 MB, found \(memory) bytes"
    }
    return nil
  }

  var skips: Bool { skipBlankLines ?? level.skipsBlankLines }

  /// One threshold an order.
  var thresholds: [Int] {
    prune + [Int](repeating: prune.last ?? 0, count: order - prune.count)
  }
}

extension NGramLanguageModel {
  /// Estimates a model of lines of text.
  ///
  /// - `note`: told what is to be known: discounts that could not be estimated.
  /// - `next`: gives the lines, one a call, and nil at their end.
  /// - Throws: what `next` throws; `InputError` where temporary files cannot be written.
  public init(
    _ settings: NGramSettings, note: (String) -> Void = { _ in }, next: () throws -> String?
  ) throws {
    try self.init(settings, onDisk: false, note: note, next: next)
  }

  init(
    _ settings: NGramSettings, onDisk: Bool, note: (String) -> Void, next: () throws -> String?
  ) throws {
    if let problem = settings.problem { throw InputError(.usage, problem) }
    let folder = onDisk ? settings.temporaryFolder ?? NSTemporaryDirectory() : nil
    let text = try SpooledText(
      tokenizer: Tokenizer(level: settings.level), skipBlankLines: settings.skips, folder: folder,
      next: next)
    let vocabulary = text.vocabulary(
      size: settings.vocabularySize, minimumCount: settings.minimumCount)
    let tokenCount = text.tokenCount + text.lineCount
    let (tokens, outside) = text.tokens(in: vocabulary)
    guard tokens.count < Int(UInt32.max) else {
      throw InputError(.badData, "expected fewer than 2^32 tokens, found \(tokens.count)")
    }
    let counts =
      if let folder {
        try NGramCounts(
          counting: tokens, order: settings.order, vocabularySize: vocabulary.count,
          memory: settings.memoryLimit, folder: folder)
      } else {
        try NGramCounts(
          counting: tokens, order: settings.order, vocabularySize: vocabulary.count)
      }
    let estimate = try NGramEstimator(
      counts: counts, smoothing: settings.smoothing, addend: settings.addend,
      thresholds: settings.thresholds
    ).estimate()
    for (index, discounts) in estimate.discounts.enumerated() where discounts.isFallback {
      let amounts = discounts.amounts.map { String(format: "%g", $0) }.joined(separator: ", ")
      note(
        "the text has too few \(index + 1)-grams to estimate their discounts; taking \(amounts)")
    }
    var architecture = NGramArchitecture()
    architecture.order = settings.order
    architecture.smoothing = settings.smoothing
    architecture.vocabularySize = vocabulary.count
    architecture.level = settings.level
    architecture.replacesUnknown = outside > 0
    architecture.trainingTokens = tokenCount
    if settings.smoothing.countsContinuations { architecture.discounts = estimate.discounts }
    self.init(estimate.table, vocabulary, architecture)
  }
}

extension NGramSettings {
  /// Bytes.
  var memoryLimit: Int {
    memory ?? Int(clamping: ProcessInfo.processInfo.physicalMemory / 2)
  }

  /// Whether the counts of a text may need more memory than there is.
  func needsDisk(_ path: String) -> Bool {
    let attributes = try? FileManager.default.attributesOfItem(atPath: path)
    guard let size = (attributes?[.size] as? NSNumber)?.doubleValue, size > 0 else {
      // A pipe may bring anything.
      return memory != nil
    }
    let unpacked = path.hasSuffix(".gz") ? 4 * size : size
    let tokens = level == .word ? unpacked / 4 : unpacked
    return tokens * Double(32 + 16 * order) > Double(memoryLimit)
  }
}

/// Makes an n-gram model from settings to a model directory.
public typealias NGramRun = ModelRun<NGramPlan>

/// An n-gram model, counted and estimated.
public struct NGramPlan: CountedLanguageModelPlan {
  public let settings: NGramSettings

  /// Reads nothing yet: the text is read once, while it is counted.
  public init(_ settings: NGramSettings) { self.settings = settings }

  var source: DataSource {
    DataSource(train: settings.train, validation: settings.validation, test: settings.test)
  }
  var seed: UInt64 { settings.seed }
  var skips: Bool { settings.skips }

  public func fitting() -> Fitting<NGramLanguageModel> {
    .counting(epochs: 1) { observer in
      let isOnDisk = settings.train.map { settings.needsDisk($0) } ?? false
      let limit = isOnDisk ? ResidentLimit(bytes: settings.memoryLimit) : nil
      defer { withExtendedLifetime(limit) {} }
      return try withLines { next in
        let model = try NGramLanguageModel(
          settings, onDisk: isOnDisk, note: { observer?.note($0) }, next: next)
        guard model.counts[0] > 3 else {
          // The vocabulary has tokens where it was pruning that left none.
          throw InputError(
            .badData,
            model.vocabulary.count > Vocabulary.specials.count
              ? "no token comes more than \(settings.thresholds[0]) times: the first number of "
                + "--prune leaves nothing of the text" : "the text is empty: it holds no token")
        }
        return model
      }
    }
  }

  public func facts(
    _ model: NGramLanguageModel, _ report: LanguageModelReport
  ) -> [(name: String, value: String)] {
    [
      ("Model", "\(settings.order)-gram language model over \(settings.level.rawValue)s"),
      ("Smoothing", settings.smoothing.rawValue),
      ("n-grams", model.counts.map(String.init).joined(separator: ", ")),
      ("Vocabulary", "\(model.vocabulary.count) tokens, 4 of them special"),
      ("Training text", source.name),
    ]
  }
}
