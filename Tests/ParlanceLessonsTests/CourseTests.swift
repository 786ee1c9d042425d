import Foundation
import ParlanceTestSupport
import Testing

@testable import ParlanceLessons

@Suite struct CourseTests {
  /// The rows of the lectures, by chapter.
  private static let rowCounts = ["A": 7, "B": 5, "C": 8, "D": 7, "E": 8, "F": 7, "G": 8, "H": 5]

  @Test func everyRowIsWorkedOut() {
    let rows = Self.rowCounts.flatMap { letter, count in (1...count).map { "\(letter)\($0)" } }
    let found = Course.lessons.flatMap(\.rows)
    #expect(Set(rows).subtracting(found) == [])
    #expect(Set(found).subtracting(rows) == [])
    for chapter in Course.chapters {
      #expect(chapter.lessons.allSatisfy { $0.rows.allSatisfy { $0.hasPrefix(chapter.letter) } })
    }
  }

  @Test func theTableOfTheLecturesHasEveryRow() throws {
    let table = try LectureRow.all()
    let rows = Self.rowCounts.flatMap { letter, count in (1...count).map { "\(letter)\($0)" } }
    #expect(table.map(\.row) == rows.sorted())
    for line in table {
      let lesson = try #require(Course.lesson(line.lesson), "\(line)")
      #expect(lesson.rows.contains(line.row), "\(line)")
    }
  }

  @Test func namesCanBeTyped() {
    let names = Course.lessons.map(\.name)
    #expect(Set(names).count == names.count)
    for name in names { #expect(name.wholeMatch(of: #/[a-z]+(-[a-z]+)*/#) != nil, "\(name)") }
    #expect(Course.lesson("unit")?.title == "One unit" && Course.lesson("units") == nil)
  }

  @Test func everyLessonSaysWhereToGoOn() throws {
    let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
      .deletingLastPathComponent().deletingLastPathComponent()
    for lesson in Course.lessons {
      #expect(lesson.question.hasSuffix("?") && !lesson.commands.isEmpty, "\(lesson.name)")
      if let example = lesson.example {
        let path = root.appendingPathComponent("Examples/WorkedExamples/\(example).swift").path
        #expect(FileManager.default.fileExists(atPath: path), "\(path)")
      }
    }
    // Each worked example belongs to a lesson; cliffs has two.
    let all = try FileManager.default.contentsOfDirectory(
      atPath: root.appendingPathComponent("Examples/WorkedExamples").path
    ).filter { $0.contains(#/^[A-H]\d/#) }.map { $0.replacingOccurrences(of: ".swift", with: "") }
    let told = Set(Course.lessons.compactMap(\.example)).union(["E4IteratedFunction"])
    #expect(Set(all) == told)
  }

  @Test func theFirstPageLeadsToAll() throws {
    let html = Course.contents.html
    try expectWellFormed(html.replacingOccurrences(of: "<!DOCTYPE html>\n", with: ""))
    for lesson in Course.lessons {
      #expect(html.contains("href=\"\(lesson.name)/index.html\""), "\(lesson.name)")
    }
  }

  @Test func aBookIsAFolderALesson() throws {
    try withFolder { folder in
      var told: [String] = []
      let lessons = ["unit", "own-operation", "clipping"].compactMap(Course.lesson)
      try Course.write(lessons, to: folder) { told.append($0.name) }
      #expect(told == lessons.map(\.name))
      func page(_ name: String) throws -> String {
        try String(contentsOfFile: "\(folder)/\(name)", encoding: .utf8)
      }
      let middle = try page("own-operation/index.html")
      #expect(middle.contains("href=\"../unit/index.html\">Before: One unit</a>"))
      #expect(middle.contains("href=\"../clipping/index.html\">Next: Clipped gradients</a>"))
      #expect(middle.contains("href=\"../index.html\">All lessons</a>"))
      #expect(try !page("unit/index.html").contains("Before: "))
      #expect(try page("index.html") == Course.contents.html)
      #expect(try page("unit/unit.svg").hasPrefix("<svg"))
    }
  }

  @Test func pagesLeadOn() throws {
    let worked = try Course.lessons[0].worked()
    let html = worked.report(links: [("Next: XOR", "../xor/index.html")]).html
    #expect(html.contains("href=\"../xor/index.html\">Next: XOR</a>"))
    #expect(html.contains("parlance lessons run \(Course.lessons[0].name) --check"))
  }
}
