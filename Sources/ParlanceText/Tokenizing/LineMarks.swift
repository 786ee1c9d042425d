import Foundation
import ParlanceSystem

/// The marks `<s>` and `</s>` that some texts have at the ends of their lines.
public enum LineMarks {
  /// A line without `<s>` before it and `</s>` after it.
  package static func without(_ line: String) -> String {
    // Nearly every line begins and ends otherwise.
    guard line.utf8.contains(UInt8(ascii: "<")) else { return line }
    let words = line.parts(between: 0x20, 0x09)
    let (begins, ends) = marks(words)
    guard begins || ends else { return line }
    let inside = words.dropFirst(begins ? 1 : 0).dropLast(ends ? 1 : 0)
    guard let first = inside.first, let last = inside.last else { return "" }
    return String(line[first.startIndex..<last.endIndex])
  }

  /// What is said of a line that has such marks, for people; nil for another.
  public static func note(of line: String) -> String? {
    guard line.utf8.contains(UInt8(ascii: "<")) else { return nil }
    let (begins, ends) = marks(line.parts(between: 0x20, 0x09))
    return begins || ends ? "<s> and </s> at a line's ends are taken for its own" : nil
  }

  private static func marks(_ words: [Substring]) -> (begins: Bool, ends: Bool) {
    guard let first = words.first, let last = words.last else { return (false, false) }
    let begins = first.utf8.elementsEqual(Vocabulary.sentenceStart.utf8)
    let ends = last.utf8.elementsEqual(Vocabulary.sentenceEnd.utf8)
    return (begins, ends && !(begins && words.count == 1))
  }

  /// What is said of a text whose first lines have such marks, for people; nil where there are none, and
  /// for what can be read only once: standard input and pipes.
  ///
  /// - Throws: what `LineReader` throws.
  public static func note(in path: String) throws -> String? {
    guard SystemCalls.isRegularFile(path) else { return nil }
    var reader = try LineReader(path: path)
    var (ends, inside): (Int?, Int?) = (nil, nil)
    while reader.lineNumber < 1000, ends == nil || inside == nil, let line = try reader.next() {
      guard line.utf8.contains(UInt8(ascii: "<")) else { continue }
      let words = line.parts(between: 0x20, 0x09)
      let (begins, finishes) = marks(words)
      if begins || finishes { ends = ends ?? reader.lineNumber }
      let middle = words.dropFirst(begins ? 1 : 0).dropLast(finishes ? 1 : 0)
      if middle.contains(where: { Vocabulary.isBoundary(String($0)) }) {
        inside = inside ?? reader.lineNumber
      }
    }
    let parts = [
      ends.map { "line \($0) has <s> or </s> at its ends, which are taken for the line's own" },
      inside.map { "line \($0) has <s>, </s> or <pad> within, which are read as unknown words" },
    ].compactMap { $0 }
    return parts.isEmpty ? nil : "\(path): " + parts.joined(separator: "; ")
  }
}
