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
    let text = text
    try self.init(settings, text.distinct, lineCount: text.lineCount, note: note) { ids, count in
      let tokens = text.tokens(ids)
      guard let folder else {
        return try NGramCounts(counting: tokens, order: settings.order, vocabularySize: count)
      }
      return try NGramCounts(
        merging: NGramRecords.runs(
          of: tokens, order: settings.order, memory: settings.memoryLimit, folder: folder),
        order: settings.order, vocabularySize: count, folder: folder)
    }
  }

  /// Estimates the model of several texts, one after the other, from their tallies.
  ///
  /// - `note`: told what is to be known: discounts that could not be estimated.
  /// - Throws: `InputError` where the tallies are of a lower order or of other tokens than the settings
  ///   say, or temporary files cannot be written.
  public init(
    _ settings: NGramSettings, adding tallies: [NGramTally], note: (String) -> Void = { _ in }
  ) throws {
    var words = CountedTokens()
    let numbers = try tallies.map { tally in
      try settings.check(tally)
      return words.add(tally.words)
    }
    let records = tallies.reduce(0) { $0 + $1.count }
    let isOnDisk = settings.needsDisk(tokens: Double(records))
    let limit = isOnDisk ? ResidentLimit(bytes: settings.memoryLimit) : nil
    defer { withExtendedLifetime(limit) {} }
    let folder = isOnDisk ? settings.folder : nil
    let lineCount = tallies.reduce(0) { $0 + $1.lineCount }
    try self.init(settings, words, lineCount: lineCount, note: note) { ids, count in
      let runs = try zip(tallies, numbers).flatMap { tally, numbers in
        try tally.records.runs(
          ids: numbers.map { ids[$0] }, order: settings.order, memory: settings.memoryLimit,
          folder: folder)
      }
      return try NGramCounts(
        merging: runs, order: settings.order, vocabularySize: count, folder: folder)
    }
  }

  /// - `count`: counts n-grams of the words of a vocabulary of so many, given the id of each distinct
  ///   token.
  private init(
    _ settings: NGramSettings, _ words: CountedTokens, lineCount: Int, note: (String) -> Void,
    count: (_ ids: [UInt32], _ vocabularySize: Int) throws -> NGramCounts
  ) throws {
    if let problem = settings.problem { throw InputError(.usage, problem) }
    try NGramTally.checkLength(words.total, lineCount, file: nil)
    let vocabulary = words.vocabulary(
      size: settings.vocabularySize, minimumCount: settings.minimumCount)
    let (ids, outside) = words.ids(in: vocabulary)
    let counts = try count(ids, vocabulary.count)
    let estimate = try NGramEstimator(
      counts: counts, firstSeen: words.firstSeen(ids), smoothing: settings.smoothing,
      addend: settings.addend,
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
    architecture.trainingTokens = words.total + lineCount
    if settings.smoothing.countsContinuations { architecture.discounts = estimate.discounts }
    self.init(estimate.table, vocabulary, architecture)
    // `<unk>`, `<s>` and `</s>` are never left out.
    if words.total > 0 && self.counts[0] <= 3 {
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
    return needsDisk(tokens: level == .word ? unpacked / 4 : unpacked)
  }

  /// Whether the counts of so many tokens may need more memory than there is.
  fileprivate func needsDisk(tokens: Double) -> Bool {
    tokens * Double(32 + 16 * order) > Double(memoryLimit)
  }

  /// Throws where a tally is not of the n-grams that are asked for.
  fileprivate func check(_ tally: NGramTally) throws {
    let found = tally.settings
    let name = tally.path ?? "the counts"
    func mismatch(_ setting: String, _ expected: String, _ found: String) -> InputError {
      InputError(
        .usage, file: tally.path, SettingProblem(setting, expected: expected, found: found))
    }
    guard order <= found.order else {
      throw mismatch("order", "at most \(found.order), that of \(name)", "\(order)")
    }
    guard level == found.level else {
      throw mismatch("level", "\(found.level.rawValue), that of \(name)", level.rawValue)
    }
    guard skips == found.skipsBlankLines else {
      func words(_ skips: Bool) -> String { skips ? "skip" : "keep" }
      throw mismatch(
        "blankLines", "\(words(found.skipsBlankLines)), that of \(name)", words(skips))
    }
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
      if let files = settings.counts {
        return try NGramLanguageModel(
          settings, adding: files.map { try NGramTally.read(path: $0) }
        ) { observer?.note($0) }
      }
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
      (
        "Training text",
        settings.counts.map { "counts of " + $0.joined(separator: ", ") }
          ?? settings.texts.source.name
      ),
    ]
  }
}

extension CountedTokens {
  /// Ids in the order in which they occur first, given the id of each distinct token.
  fileprivate func firstSeen(_ ids: [UInt32]) -> [UInt32] {
    var isSeen = Set<UInt32>()
    return ids.indices.compactMap { number in
      counts[number] > 0 && isSeen.insert(ids[number]).inserted ? ids[number] : nil
    }
  }
}
