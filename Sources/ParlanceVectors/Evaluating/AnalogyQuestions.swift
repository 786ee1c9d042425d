import ParlanceSystem
import ParlanceText

/// Questions "a is to b as c is to d", by section.
public struct AnalogyQuestions: Sendable {
  /// A question with its answer.
  public struct Question: Sendable, Equatable {
    public let a: String
    public let b: String
    public let c: String
    public let d: String

    /// Creates a question.
    public init(a: String, b: String, c: String, d: String) {
      (self.a, self.b, self.c, self.d) = (a, b, c, d)
    }
  }

  /// Questions under one name.
  public struct Section: Sendable {
    public let name: String
    public var questions: [Question]
  }

  /// The name of the file, as it was given.
  public let file: String
  public let sections: [Section]
  /// What was noticed on reading, for people.
  public let notes: [String]

  /// Creates questions.
  public init(file: String, sections: [Section], notes: [String] = []) {
    (self.file, self.sections, self.notes) = (file, sections, notes)
  }

  /// Reads questions of four words a line, between blanks, tabs or commas; a line ": name" begins a
  /// section, and questions before the first are one by the file's name.
  ///
  /// - Throws: `InputError` that names the file where it cannot be read or has no question.
  public static func read(path: String) throws -> AnalogyQuestions {
    let lines = try WordLines(path: path) { $0.begins(with: "//") || $0.begins(with: "#") }
    var sections: [Section] = []
    var left: [Int] = []
    for line in lines.lines {
      let words = line.fields.filter { !$0.isEmpty }
      if line.text.begins(with: ":") {
        let name = String(line.text.unicodeScalars.drop { $0 == ":" || $0 == " " }).trimmed
        sections.append(Section(name: name, questions: []))
      } else if words.count == 4 {
        if sections.isEmpty { sections.append(Section(name: lines.name, questions: [])) }
        sections[sections.count - 1].questions.append(
          Question(a: words[0], b: words[1], c: words[2], d: words[3]))
      } else {
        left.append(line.number)
      }
    }
    guard sections.contains(where: { !$0.questions.isEmpty }) else {
      throw InputError(
        .badData, file: lines.name, line: lines.lines[0].number,
        "expected questions of four words a line, found \(lines.lines[0].text.shown)")
    }
    let notes =
      left.isEmpty
      ? []
      : [
        "\(lines.name): \(left.count) \(left.count == 1 ? "line has" : "lines have") other than four "
          + "words and \(left.count == 1 ? "is" : "are") left out, the first is line \(left[0])"
      ]
    return AnalogyQuestions(file: path, sections: sections, notes: notes)
  }

  /// Reads files, and those in folders, as one; nil where there is no path.
  ///
  /// - Throws: as `read(path:)`, and where a folder is empty.
  public static func read(paths: [String]) throws -> AnalogyQuestions? {
    let all = try WordLines.files(paths).map { try read(path: $0) }
    guard let first = all.first else { return nil }
    return AnalogyQuestions(
      file: first.file, sections: all.flatMap(\.sections), notes: all.flatMap(\.notes))
  }
}
