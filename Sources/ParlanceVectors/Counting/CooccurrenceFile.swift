import ParlanceSystem
import ParlanceText

extension CooccurrenceCounts {
  private static var form: CountFile<CooccurrenceSettings> {
    CountFile(title: "parlance co-occurrences", writer: "vectors count")
  }

  /// Writes a title, a line of JSON, a line of each word and its count, and from the place that the JSON
  /// says the records of GloVe's own `cooccurrence.bin`.
  ///
  /// - Throws: `InputError` where the file cannot be written.
  public func write(to path: String) throws {
    var tokens = CountedTokens()
    for (word, count) in zip(words, counts) { tokens.add(word, count: count) }
    try Self.form.write(tokens, settings, records: records, length: 4, to: path)
  }

  /// Whether a file says that `write` wrote it.
  public static func isFile(_ path: String) -> Bool { form.isFile(path) }

  /// Maps a file that `write` wrote.
  ///
  /// - Throws: `InputError` that says what does not fit in it.
  public static func read(path: String) throws -> CooccurrenceCounts {
    let content = try form.read(path) { $0.problem == nil ? 4 : nil }
    let tokens = content.tokens
    return CooccurrenceCounts(
      words: (0..<tokens.count).map(tokens.token), counts: tokens.counts,
      settings: content.settings, records: content.records)
  }
}
