import Foundation
import ParlanceReports
import ParlanceTestSupport
import Testing

@testable import ParlanceLessons

/// Works a lesson out, and expects all that every lesson must have.
func soundPage(
  _ name: String, at location: SourceLocation = #_sourceLocation
) throws -> LessonPage {
  let lesson = try #require(Course.lesson(name), "\(name)", sourceLocation: location)
  let worked = try lesson.worked()
  let page = worked.page
  func expect(_ condition: Bool, _ what: String) {
    #expect(condition, "\(name): \(what)", sourceLocation: location)
  }
  expect(!page.values.isEmpty && page.values.allSatisfy(\.value.isFinite), "values")
  expect(!page.pictures.isEmpty, "a picture")
  expect(Set(page.pictures.map(\.name)).count == page.pictures.count, "names of pictures")
  for picture in page.pictures {
    try expectWellFormed(picture.svg)
    expect(!picture.says.isEmpty, "what \(picture.name) shows")
  }
  for case .table(let table) in page.sections.flatMap(\.parts) {
    expect(table.rows.allSatisfy { $0.count == table.heading.count }, "columns of \(table.caption)")
  }
  let told = try LectureRow.all().filter { $0.lesson == name }.map(\.picture)
  expect(Set(told).isSubset(of: page.pictures.map(\.name)), "pictures of the table: \(told)")
  try expectJudged(worked.exercise, expect)
  let html = worked.report().html
  try expectWellFormed(html.replacingOccurrences(of: "<!DOCTYPE html>\n", with: ""))
  expect(!html.contains("<script"), "no script")
  return page
}

/// Expects an exercise to know its own answer, and each known slip to be one.
private func expectJudged(_ exercise: Exercise, _ expect: (Bool, String) -> Void) throws {
  expect(try exercise.judge(exercise.solution).isRight, "the answer \(exercise.solution) is right")
  expect(!exercise.why.isEmpty && !exercise.hint.isEmpty, "replies")
  for slip in exercise.slips {
    let said =
      switch slip.said {
      case .numbers(let numbers, _): numbers.map { "\($0)" }.joined(separator: " ")
      case .choice(let word, _): word
      }
    let verdict = try exercise.judge(said)
    expect(!verdict.isRight && verdict.reply == slip.reply, "the slip \(said): \(verdict.reply)")
  }
}

extension LessonPage {
  /// Expects a number of a name.
  func expect(
    _ name: String, _ expected: Double, within distance: Double = 1e-12,
    at location: SourceLocation = #_sourceLocation
  ) {
    guard let found = value(name) else {
      let names = values.map(\.name)
      Issue.record("no \(name) among \(names)", sourceLocation: location)
      return
    }
    #expect(abs(found - expected) <= distance, "\(name): \(found)", sourceLocation: location)
  }
}
