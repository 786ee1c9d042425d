import ArgumentParser
import ParlanceLessons
import ParlanceSystem
import ParlanceTraining

/// `parlance lessons`.
struct LessonsCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "lessons",
    abstract: "Work out what networks do, number by number: lessons with pictures and exercises.",
    discussion: """
      Without a command it lists the lessons in the order of the lectures, with the rows that each works out.

      Examples:
        parlance lessons
        parlance lessons run vanishing-gradients
        parlance lessons run vanishing-gradients --check 0.0059
        parlance lessons --html course
      """,
    subcommands: [LessonsRun.self])

  @OptionGroup var book: BookOption
  @OptionGroup(title: "Common options")
  var common: CommonOptions

  /// A lesson as JSON lists it.
  private struct Listed: Encodable {
    let name: String
    let title: String
    let rows: [String]
    let question: String
    let chapter: String
  }

  func run() throws {
    common.apply()
    if let folder = book.html {
      try book.check()
      try Course.write(to: folder) { common.note($0.name) }
      return try book.say(folder, common)
    }
    switch common.format {
    case .json:
      try Output.json(
        Course.chapters.flatMap { chapter in
          chapter.lessons.map {
            Listed(
              name: $0.name, title: $0.title, rows: $0.rows, question: $0.question,
              chapter: chapter.title)
          }
        })
    case .text:
      let width = Course.lessons.map(\.name.count).max() ?? 0
      let chapters = Course.chapters.map { chapter in
        "\(chapter.letter). \(chapter.title)\n"
          + chapter.lessons.map { lesson in
            "  \(lesson.name.padded(to: width))  \(lesson.title) (\(lesson.rows.joined(separator: ", ")))"
          }.joined(separator: "\n")
      }
      try Output.line(chapters.joined(separator: "\n\n"))
    }
  }
}

/// `parlance lessons run`.
struct LessonsRun: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "run",
    abstract: "Work out one lesson on the terminal, and judge an answer to its exercise.",
    discussion: """
      The numbers are computed while it runs. With --check only the exercise is shown and the answer judged: \
      the exit code is 0 where it is right, 1 where it is not.

      Examples:
        parlance lessons run unit
        parlance lessons run unit --check 0.59
        parlance lessons run unit --html page
      """)

  @Argument(help: ArgumentHelp("The lesson, as `parlance lessons` lists it.", valueName: "name"))
  var name: String

  @Option(help: ArgumentHelp("Judge an answer to the exercise.", valueName: "answer"))
  var check: String?

  @OptionGroup var book: BookOption
  @OptionGroup(title: "Common options")
  var common: CommonOptions

  func validate() throws {
    if check != nil, book.html != nil {
      throw ValidationError("--check and --html exclude each other")
    }
  }

  func run() throws {
    common.apply()
    guard let lesson = Course.lesson(name) else { throw Self.unknown(name) }
    if book.html != nil { try book.check() }
    let worked = try lesson.worked()
    if let check { return try judge(check, worked.exercise) }
    if let folder = book.html {
      try worked.report().write(to: folder)
      return try book.say(folder, common)
    }
    switch common.format {
    case .json: try Output.json(LessonRecord(worked))
    case .text: try Output.line(worked.text(Output.colours))
    }
  }

  private func judge(_ answer: String, _ exercise: Exercise) throws {
    let verdict: Exercise.Verdict
    do {
      verdict = try exercise.judge(answer)
    } catch let error as InputError {
      throw InputError(.usage, "--check: \(error.shown)")
    }
    switch common.format {
    case .json: try Output.json(verdict)
    case .text: try Output.line((verdict.isRight ? "Right. " : "Not yet. ") + verdict.reply)
    }
    if !verdict.isRight { throw ExitCode.failure }
  }

  private static func unknown(_ name: String) -> InputError {
    let near = Spelling.near(name, in: Course.lessons.map(\.name))
    let parts = Course.lessons.map(\.name).filter { name.count > 2 && $0.contains(name) }
    let meant = near + parts.filter { !near.contains($0) }
    return InputError(
      .usage,
      "there is no lesson \(name); "
        + (meant.isEmpty
          ? "`parlance lessons` lists them"
          : "did you mean \(meant.prefix(3).joined(separator: " or "))?"))
  }
}

/// Where pages go.
struct BookOption: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "Write pages into a folder: index.html and what it leads to, with the pictures as SVG.",
      valueName: "folder"), completion: .directory)
  var html: String?

  @Flag(help: "Replace pages that are there.")
  var overwrite = false

  /// Throws where the folder may not be written.
  func check() throws {
    if let html { try RunDirectory(html).check(overwrite ? .overwrite : .refuse) }
  }

  private struct Written: Encodable { let page: String }

  func say(_ folder: String, _ common: CommonOptions) throws {
    let page = "\(folder)/index.html"
    switch common.format {
    case .json: try Output.json(Written(page: page))
    case .text: try Output.line(page)
    }
  }
}
