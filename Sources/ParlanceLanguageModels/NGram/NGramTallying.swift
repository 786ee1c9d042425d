import Foundation
import ParlanceDistributed
import ParlanceSystem
import ParlanceText

extension NGramTally {
  /// Counts the n-grams of a text: the settings' training text or the built-in recipes, nothing held out.
  ///
  /// - `ranks`: the processes that share the lines; all read the same file, and rank 0 puts what they
  ///   counted together.
  /// - Returns: the tally, the same for any number of ranks and any memory; nil on other ranks than 0.
  /// - Throws: `InputError` where the text cannot be read, is empty or too long, or there is no room;
  ///   `Interrupted` where a stop is asked for; on all ranks what one of them throws.
  public static func count(
    _ settings: NGramSettings, ranks: any Communicator = Alone()
  ) throws -> NGramTally? {
    do {
      if let problem = settings.problem { throw InputError(.usage, problem) }
      return try counted(settings, ranks)
    } catch {
      ranks.abort(error)
      throw error
    }
  }

  private static func counted(
    _ settings: NGramSettings, _ ranks: any Communicator
  ) throws -> NGramTally? {
    // Ranks may be of one machine.
    let memory = settings.memory ?? settings.memoryLimit / ranks.size
    let isOnDisk = settings.train.map { settings.needsDisk($0) } ?? false
    let limit = isOnDisk ? ResidentLimit(bytes: memory) : nil
    defer { withExtendedLifetime(limit) {} }
    let folder = isOnDisk ? settings.folder : nil
    let text = try settings.spooledText(folder: folder, ranks: ranks)
    let (words, numbers, lineCount) = try shared(text.distinct, text.lineCount, ranks)
    guard words.total > 0 else {
      throw InputError(
        .badData, file: settings.train, "the text is empty: it holds no token")
    }
    try checkLength(words.total, lineCount, file: settings.train)
    let first = Vocabulary.specials.count
    let runs = try NGramRecords.runs(
      of: text.tokens(numbers.map { UInt32(first + $0) }), order: settings.order, memory: memory,
      folder: folder)
    let own = try NGramRecords.merged(runs, order: settings.order, folder: folder)
    let all = try own.gathered(ranks, folder: folder)
    guard ranks.rank == 0 else { return nil }
    return NGramTally(
      Settings(
        order: settings.order, level: settings.level, skipsBlankLines: settings.skips,
        lines: lineCount), words,
      try NGramRecords.merged(all, order: settings.order, folder: folder))
  }

  /// The words and the number of lines of all ranks, and which of these words this rank's are.
  private static func shared(
    _ own: CountedTokens, _ lineCount: Int, _ ranks: any Communicator
  ) throws -> (words: CountedTokens, numbers: [Int], lineCount: Int) {
    if ranks.size == 1 { return (own, Array(0..<own.count), lineCount) }
    let sizes = try ranks.gather([own.count, lineCount], zero: 0)
    let lines = try ranks.gatherBytes(own.lines)
    var (words, numbers) = (CountedTokens(), [Int]())
    for rank in 0..<ranks.size {
      let others = lines[rank].withUnsafeBytes { CountedTokens(lines: sizes[rank][0], of: $0) }
      guard let others else {
        throw InputError(.failure, "expected \(sizes[rank][0]) words of rank \(rank)")
      }
      let places = words.add(others)
      if rank == ranks.rank { numbers = places }
    }
    return (words, numbers, sizes.reduce(0) { $0 + $1[1] })
  }

  /// Throws where a text has more tokens than can be counted, its lines' beginnings and ends among them.
  static func checkLength(_ tokens: Int, _ lines: Int, file: String?) throws {
    let count = tokens + 2 * lines
    guard count < Int(UInt32.max) else {
      throw InputError(
        .badData, file: file, "expected fewer than 2^32 tokens, found \(count)")
    }
  }
}
