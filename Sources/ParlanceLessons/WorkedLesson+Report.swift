import Parlance

extension WorkedLesson {
  /// The lesson as a page.
  ///
  /// - `links`: other pages, by their names and the paths from this one.
  public func report(links: [(name: String, path: String)] = []) -> Report {
    var report = Report(lesson.title, summary: lesson.question)
    for section in page.sections { report.add(section.title, section.parts.map(\.ofReport)) }
    report.add(
      "Exercise",
      [
        .text(exercise.question), .text("The answer is \(exercise.form). Let it be judged:"),
        .lines("parlance lessons run \(lesson.name) --check '…'"),
      ])
    var further: [Report.Part] = [.lines(lesson.commands.joined(separator: "\n"))]
    if let example = lesson.example {
      further.append(.text("A whole program in Swift: Examples/WorkedExamples/\(example).swift."))
    }
    report.add("Go on", further)
    if !links.isEmpty { report.add("Other lessons", [.links(links)]) }
    return report
  }
}

extension LessonPage.Part {
  /// The part of a page that shows it.
  fileprivate var ofReport: Report.Part {
    switch self {
    case .text(let text): .text(text)
    case .lines(let lines): .lines(lines.joined(separator: "\n"))
    case .table(let table): .table(table)
    case .picture(let picture): .picture(picture.ofReport)
    }
  }
}

extension LessonPicture {
  fileprivate var ofReport: Report.Picture {
    switch drawing {
    case .chart(let chart): Report.Picture(chart, name, alternative: says)
    default: Report.Picture(svg: svg, name, alternative: says)
    }
  }
}
