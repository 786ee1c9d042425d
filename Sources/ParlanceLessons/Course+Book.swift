import Parlance

extension Course {
  /// Writes the course as a book: `index.html`, and a folder with a page and its pictures for each lesson.
  ///
  /// - `progress`: told of each lesson that is written.
  /// - Throws: `InputError` where something cannot be written.
  public static func write(to folder: String, progress: (Lesson) -> Void = { _ in }) throws {
    try write(lessons, to: folder, progress: progress)
  }

  static func write(
    _ lessons: [Lesson], to folder: String, progress: (Lesson) -> Void
  ) throws {
    for (place, lesson) in lessons.enumerated() {
      progress(lesson)
      func link(_ kind: String, _ at: Int) -> [(name: String, path: String)] {
        lessons.indices.contains(at)
          ? [("\(kind): \(lessons[at].title)", "../\(lessons[at].name)/index.html")] : []
      }
      try lesson.worked().report(
        links: link("Before", place - 1) + link("Next", place + 1)
          + [("All lessons", "../index.html")]
      ).write(to: "\(folder)/\(lesson.name)")
    }
    try contents.write(to: folder)
  }

  /// The first page of the book.
  static var contents: Report {
    var report = Report(
      "Neural networks for text, worked out",
      summary:
        "\(lessons.count) short lessons, from one unit to translators and word vectors. Each number was computed "
        + "with Parlance when this page was written.")
    for chapter in chapters {
      report.add(
        "\(chapter.letter). \(chapter.title)",
        [.links(chapter.lessons.map { ("\($0.title): \($0.question)", "\($0.name)/index.html") })])
    }
    return report
  }
}
