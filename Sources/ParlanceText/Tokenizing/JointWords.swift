/// Words and marks of a line from which the line comes back as it was, but for blanks beside blanks.
///
/// Words are those of prose. A word that no blank stands before begins with a mark, as in OpenNMT's tokenizer:
/// "Hi, you" is "Hi", "\u{FFED},", "you". All white space but the blank, such as no-break spaces, is a word too.
package enum JointWords {
  private static let joint = "\u{FFED}"

  /// The words of a line, or the first so many.
  package static func words(_ line: String, limit: Int = .max) -> [String] {
    // A mark that stands in a text would be taken for one of these.
    let plain =
      line.unicodeScalars.contains("\u{FFED}") ? line.replacing(joint, with: "\u{25AA}") : line
    return WordScanner(plain, joint: joint).words(limit: limit)
  }

  /// The line of words.
  package static func joined(_ words: some Sequence<String>) -> String {
    var line = String.UnicodeScalarView()
    for word in words where !Vocabulary.isBoundary(word) {
      let text = word.unicodeScalars
      if text.first == "\u{FFED}" {
        line.append(contentsOf: text.dropFirst())
      } else {
        if !line.isEmpty { line.append(" ") }
        line.append(contentsOf: text)
      }
    }
    return String(line)
  }

  /// What a word adds to a line, a blank before it among that.
  package static func spelling(of word: String) -> [UInt8] {
    word.unicodeScalars.first == "\u{FFED}"
      ? Array(String(word.unicodeScalars.dropFirst()).utf8) : [0x20] + Array(word.utf8)
  }
}
