/// Words and marks of a line from which the line comes back as it was, but for blanks beside blanks.
///
/// Words are those of prose. A word that no blank stands before begins with a mark, as in OpenNMT's tokenizer:
/// "Hi, you" is "Hi", "\u{FFED},", "you". All white space but the blank, such as no-break spaces, is a word too.
package enum JointWords {
  private static let joint: Unicode.Scalar = "\u{FFED}"

  /// The words of a line, or the first so many; `<s>` and `</s>` at its ends are none.
  package static func words(_ line: String, limit: Int = .max) -> [String] {
    var line = LineMarks.without(line)
    // A mark that stands in a text would be taken for one of these.
    if line.unicodeScalars.contains(joint) {
      var scalars = String.UnicodeScalarView()
      scalars.append(contentsOf: line.unicodeScalars.map { $0 == joint ? "\u{25AA}" : $0 })
      line = String(scalars)
    }
    return WordScanner(line, joint: String(joint)).words(limit: limit)
  }

  /// A word without the mark.
  package static func plain(_ word: String) -> String {
    word.unicodeScalars.first == joint ? String(word.unicodeScalars.dropFirst()) : word
  }

  /// The line of words.
  package static func joined(_ words: some Sequence<String>) -> String {
    var line = String.UnicodeScalarView()
    for word in words where !Vocabulary.isBoundary(word) {
      let text = word.unicodeScalars
      if text.first == joint {
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
    word.unicodeScalars.first == joint ? Array(plain(word).utf8) : [0x20] + Array(word.utf8)
  }
}
