import Foundation
import ParlanceSystem
import ParlanceText
import ParlanceTraining

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
    let folder = onDisk ? settings.folder : nil
    let text = try SpooledText(
      tokenizer: Tokenizer(level: settings.level), skipBlankLines: settings.skips, folder: folder,
      next: next)
    try self.init(settings, text, folder: folder, note: note)
  }

  /// - `folder`: where counts are kept; nil for memory.
  fileprivate init(
    _ settings: NGramSettings, _ text: consuming SpooledText, folder: String?,
    note: (String) -> Void
  ) throws {
    if let problem = settings.problem { throw InputError(.usage, problem) }
    let vocabulary = text.vocabulary(
      size: settings.vocabularySize, minimumCount: settings.minimumCount)
    let wordCount = text.tokenCount
    let tokenCount = wordCount + text.lineCount
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
    // `<unk>`, `<s>` and `</s>` are never left out.
    if wordCount > 0 && self.counts[0] <= 3 {
      throw InputError(.usage, settings.wordProblem(vocabulary))
    }
  }
}

extension NGramSettings {
  /// What leaves no word of a text that has some.
  fileprivate func wordProblem(_ vocabulary: Vocabulary) -> SettingProblem {
    vocabulary.count <= Vocabulary.specials.count
      ? SettingProblem(
        "minimumCount", expected: "a count that leaves words", found: texts.minimumCount)
      : SettingProblem(
        "prune", expected: "thresholds that leave words",
        found: prune.map(String.init).joined(separator: " "))
  }

  /// Where temporary files go.
  var folder: String { temporaryFolder ?? NSTemporaryDirectory() }

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
  let heldOut = HeldOutText()

  /// Reads nothing yet: the text is read once, while it is counted.
  public init(_ settings: NGramSettings) { self.settings = settings }

  public func fitting() -> Fitting<NGramLanguageModel> {
    .counting(epochs: 1) { observer in
      let isOnDisk = settings.train.map { settings.needsDisk($0) } ?? false
      let limit = isOnDisk ? ResidentLimit(bytes: settings.memoryLimit) : nil
      defer { withExtendedLifetime(limit) {} }
      let folder = isOnDisk ? settings.folder : nil
      return try withText(folder: folder) { text in
        try NGramLanguageModel(settings, text, folder: folder) { observer?.note($0) }
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
      ("Training text", settings.texts.source.name),
    ]
  }
}
