import Parlance

/// A topic, worked out with this library when it is asked for: a question, the numbers step by step, a picture
/// and an exercise.
///
/// ```swift
/// let worked = try Course.lesson("unit")!.worked()
/// print(worked.page.value("y")!)
/// print(try worked.exercise.judge("0.5").reply)
/// try worked.report().write(to: "pages/unit")
/// ```
public struct Lesson: Sendable {
  /// What it is called where it is asked for: small letters and dashes.
  public let name: String
  /// What stands above it.
  public let title: String
  /// The rows of the lectures that it works out: A1, E3.
  public let rows: [String]
  /// What it answers.
  public let question: String
  /// The file of `Examples/WorkedExamples` that is a whole program on it; nil where there is none.
  public let example: String?
  /// Commands to go on with, on texts and models of one's own.
  public let commands: [String]
  private let work: @Sendable (inout LessonPage) throws -> Exercise

  /// Creates a lesson.
  ///
  /// - `work`: computes the numbers, writes them on the page, and asks for one more.
  init(
    _ name: String, _ title: String, rows: [String], question: String, example: String? = nil,
    commands: [String], work: @escaping @Sendable (inout LessonPage) throws -> Exercise
  ) {
    (self.name, self.title, self.rows, self.question) = (name, title, rows, question)
    (self.example, self.commands, self.work) = (example, commands, work)
  }

  /// Works it out.
  ///
  /// - Throws: `InputError` where something of the system that a lesson needs is not there.
  public func worked() throws -> WorkedLesson {
    var page = LessonPage()
    let exercise = try work(&page)
    return WorkedLesson(lesson: self, page: page, exercise: exercise)
  }
}

/// A lesson with its numbers.
public struct WorkedLesson: Sendable {
  /// What was worked out.
  public let lesson: Lesson
  /// Step by step.
  public let page: LessonPage
  /// What is asked for at the end.
  public let exercise: Exercise
}
