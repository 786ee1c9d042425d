import ParlanceDrawing
import ParlanceLessons
import ParlanceReports

extension WorkedLesson {
  /// The lesson for a terminal.
  func text(_ colours: TerminalColours) -> String {
    let width = min(100, max(40, Terminal.standardError.width))
    var parts = [lesson.title + " (\(lesson.rows.joined(separator: ", ")))"]
    parts.append(lesson.question.wrapped(to: width))
    for section in page.sections {
      parts.append(Self.heading(section.title))
      parts += section.parts.map { $0.text(colours, width: width) }
    }
    parts.append(Self.heading("Exercise"))
    parts.append(exercise.question.wrapped(to: width))
    parts.append(
      "The answer is \(exercise.form):".wrapped(to: width)
        + "\n  parlance lessons run \(lesson.name) --check '…'")
    parts.append(Self.heading("Go on"))
    parts.append(lesson.commands.map { "  " + $0 }.joined(separator: "\n"))
    if let example = lesson.example {
      parts.append("  Examples/WorkedExamples/\(example).swift is a whole program in Swift.")
    }
    return parts.joined(separator: "\n\n")
  }

  private static func heading(_ title: String) -> String {
    title + "\n" + String(repeating: "-", count: title.count)
  }
}

extension LessonPage.Part {
  fileprivate func text(_ colours: TerminalColours, width: Int) -> String {
    switch self {
    case .text(let text): text.wrapped(to: width)
    case .lines(let lines): lines.map { "  " + $0 }.joined(separator: "\n")
    case .table(let table): table.text
    case .picture(let picture): picture.text(colours, width: width)
    }
  }
}

extension Report.Table {
  /// Its columns under its caption.
  fileprivate var text: String {
    let lines = table(
      (heading.allSatisfy(\.isEmpty) ? [] : [heading]) + rows, flushLeft: texts)
    return caption + ":\n" + lines.split(separator: "\n").map { "  " + $0 }.joined(separator: "\n")
  }
}

extension LessonPicture {
  /// What it shows in characters, or in words.
  fileprivate func text(_ colours: TerminalColours, width: Int) -> String {
    let says = "(" + self.says + ")"
    switch drawing {
    case .chart(let chart), .document(_, let chart):
      return chart.text(columns: min(72, width - 16)) + "\n" + says.wrapped(to: width)
    case .map(let map):
      return map.title + ":\n" + map.text(colours, width: width) + "\n" + says.wrapped(to: width)
    case .graph(let graph): return graph.listing + "\n" + says.wrapped(to: width)
    case .bars(let bars): return bars.text(width: width) + "\n" + says.wrapped(to: width)
    case .sketched(_, let lines):
      if lines.isEmpty { return "(Picture, with --html: \(self.says))".wrapped(to: width) }
      return lines.map { "  " + $0 }.joined(separator: "\n") + "\n" + says.wrapped(to: width)
    }
  }
}

extension RankedChart {
  /// A line for each item, with a bar of its length; those below zero are marked otherwise.
  fileprivate func text(width: Int) -> String {
    let names = items.map(\.name.count).max() ?? 0
    let most = items.map { abs($0.value) }.filter(\.isFinite).max() ?? 0
    let room = Double(Swift.max(10, Swift.min(60, width - names - 16)))
    return
      ([title]
      + items.map { name, value in
        let length = most > 0 && value.isFinite ? Int((abs(value) / most * room).rounded()) : 0
        return "  " + name.padded(to: names) + "  "
          + String(repeating: value < 0 ? "<" : "=", count: length) + " " + value.short
      }).joined(separator: "\n")
  }
}

extension String {
  /// In lines of at most so many characters, broken at blanks; lines of its own stay.
  func wrapped(to width: Int) -> String {
    split(separator: "\n", omittingEmptySubsequences: false).map { line in
      var lines = [""]
      for word in line.split(separator: " ") {
        let last = lines[lines.count - 1]
        if last.isEmpty {
          lines[lines.count - 1] = String(word)
        } else if last.count + 1 + word.count <= width {
          lines[lines.count - 1] = last + " " + word
        } else {
          lines.append(String(word))
        }
      }
      return lines.joined(separator: "\n")
    }.joined(separator: "\n")
  }

  /// With blanks behind, up to a length.
  func padded(to length: Int) -> String {
    self + String(repeating: " ", count: Swift.max(0, length - count))
  }
}

/// A lesson as JSON.
struct LessonRecord: Encodable {
  struct Picture: Encodable {
    let name: String
    let says: String
    let svg: String
  }

  struct Asked: Encodable {
    let question: String
    let form: String
  }

  let name: String
  let title: String
  let rows: [String]
  let question: String
  let values: [LessonPage.Value]
  let pictures: [Picture]
  let exercise: Asked
  let commands: [String]

  init(_ worked: WorkedLesson) {
    let lesson = worked.lesson
    (name, title, rows, question) = (lesson.name, lesson.title, lesson.rows, lesson.question)
    values = worked.page.values
    pictures = worked.page.pictures.map { Picture(name: $0.name, says: $0.says, svg: $0.svg) }
    exercise = Asked(question: worked.exercise.question, form: worked.exercise.form)
    commands = lesson.commands
  }
}
