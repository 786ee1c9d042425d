import ParlanceSystem
import ParlanceText

/// How often the n-grams of a text occur, in the text's own words: what `lm count` writes, and any number
/// of which `lm train --counts` adds up.
///
/// Words are numbered in the order in which the text has them first, behind the special tokens; records
/// are sorted by these numbers. So a text has one tally, however it was counted.
public struct NGramTally: Sendable {
  /// How a text was read, and how many lines it has.
  struct Settings: Codable, Equatable, Sendable {
    /// The longest n-grams.
    var order: Int
    var level: TextLevel
    var skipsBlankLines: Bool
    var lines: Int
  }

  let settings: Settings
  let words: CountedTokens
  let records: NGramRecords
  /// The file that it was read from.
  var path: String?

  /// The longest n-grams.
  public var order: Int { settings.order }
  /// Lines that were counted.
  public var lineCount: Int { settings.lines }
  /// Tokens of the text, line ends not counted.
  public var tokenCount: Int { words.total }
  /// Distinct tokens.
  public var wordCount: Int { words.count }
  /// Distinct n-grams of the highest order, and shorter ones at the ends of lines.
  public var count: Int { records.count }

  init(_ settings: Settings, _ words: CountedTokens, _ records: NGramRecords) {
    (self.settings, self.words, self.records) = (settings, words, records)
  }
}

extension NGramTally {
  private static var form: CountFile<Settings> {
    CountFile(title: "parlance n-gram counts", writer: "lm count")
  }

  /// Writes a title, a line of JSON, a line of each word and its count, and from the place that the JSON
  /// says the records: the numbers of an n-gram's words, 0 behind a line's end, and its count.
  ///
  /// `<s>` is 2, `</s>` is 3, and the words are numbered from 4 on, in the order of their lines.
  ///
  /// - Throws: `InputError` where the file cannot be written.
  public func write(to path: String) throws {
    try Self.form.write(words, settings, records: records.numbers, length: order + 1, to: path)
  }

  /// Maps a file that `write` wrote.
  ///
  /// - Throws: `InputError` that says what does not fit in it.
  public static func read(path: String) throws -> NGramTally {
    let content = try form.read(path) { settings in
      (1...NGramFile.highestOrder).contains(settings.order) && settings.lines >= 0
        ? settings.order + 1 : nil
    }
    var tally = NGramTally(
      content.settings, content.tokens,
      NGramRecords(order: content.settings.order, numbers: content.records))
    if let problem = tally.problem {
      throw InputError(.badData, file: path, "\(problem): the file is damaged")
    }
    tally.path = path
    return tally
  }

  /// What is wrong with the numbers, or nil; they may come from a file.
  private var problem: String? {
    let (start, end) = (Int(Vocabulary.sentenceStartID), Int(Vocabulary.sentenceEndID))
    let first = Vocabulary.specials.count
    var found = [Int](repeating: 0, count: first + words.count)
    for record in 0..<records.count {
      let begin = record * (order + 1)
      var hasEnded = false
      for place in 0..<order {
        let word = Int(records.numbers[begin + place])
        let fits = hasEnded ? word == 0 : word < found.count && word >= (place == 0 ? start : end)
        if !fits { return "record \(record) has word \(word) at place \(place + 1)" }
        hasEnded = hasEnded || word == end
      }
      found[Int(records.numbers[begin])] += Int(records.numbers[begin + order])
    }
    guard found[start] == lineCount, found[end] == lineCount else {
      return
        "expected \(lineCount) lines, found \(found[start]) that begin and \(found[end]) that end"
    }
    let wrong = words.counts.indices.first { words.counts[$0] != found[first + $0] }
    return wrong.map {
      "expected the word \(words.token($0)) \(words.counts[$0]) times, found it \(found[first + $0]) times"
    }
  }
}
