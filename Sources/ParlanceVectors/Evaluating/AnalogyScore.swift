import ParlanceText

/// How many analogies vectors answer rightly.
public struct AnalogyScore: Encodable, Sendable {
  /// How many of some questions are answered rightly.
  public struct Section: Encodable, Sendable {
    /// What the file calls it.
    public let name: String
    /// The share of the covered questions with the right answer; NaN where there is none.
    public let accuracy: Double
    /// The same of all questions: those that are not covered count as wrong.
    public let accuracyOfAll: Double
    /// Questions of which all four words have a vector.
    public let covered: Int
    /// Questions that there are.
    public let questions: Int
    /// Right answers.
    public let correct: Int

    init(_ name: String, correct: Int, covered: Int, questions: Int) {
      (self.name, self.correct, self.covered, self.questions) = (name, correct, covered, questions)
      accuracy = Double(correct) / Double(covered)
      accuracyOfAll = Double(correct) / Double(questions)
    }

    /// Several sections as one.
    public init(_ name: String, adding sections: [Section]) {
      self.init(
        name, correct: sections.map(\.correct).reduce(0, +),
        covered: sections.map(\.covered).reduce(0, +),
        questions: sections.map(\.questions).reduce(0, +))
    }
  }

  /// The share of the covered questions with the right answer; NaN where there is none.
  public let accuracy: Double
  /// The same of all questions: those that are not covered count as wrong.
  public let accuracyOfAll: Double
  /// Questions of which all four words have a vector.
  public let covered: Int
  /// Questions that there are.
  public let questions: Int
  /// Right answers.
  public let correct: Int
  /// How answers are chosen.
  public let method: AnalogyMethod
  /// The same by section.
  public let sections: [Section]

  /// Measures vectors by questions, as gensim does: no spelling of a, b or c is an answer, and any
  /// spelling of d is right.
  public init(_ questions: AnalogyQuestions, _ lookup: WordLookup, method: AnalogyMethod = .add) {
    var solvable: [(section: Int, question: AnalogySolver.Question, answer: Int)] = []
    for (section, part) in questions.sections.enumerated() {
      for question in part.questions {
        guard let a = lookup.place(of: question.a), let b = lookup.place(of: question.b),
          let c = lookup.place(of: question.c), let d = lookup.place(of: question.d)
        else { continue }
        let excluded = [a, b, c].flatMap(lookup.spellings(of:))
        solvable.append(
          (section, AnalogySolver.Question(a: a, b: b, c: c, excluded: excluded), d))
      }
    }
    let solver = AnalogySolver(index: lookup.index, method: method)
    let answers = solver.answers(to: solvable.map(\.question))
    var (correct, covered) = (
      [Int](repeating: 0, count: questions.sections.count),
      [Int](repeating: 0, count: questions.sections.count)
    )
    for (item, answer) in zip(solvable, answers) {
      covered[item.section] += 1
      if let answer, lookup.spellings(of: item.answer).contains(answer) {
        correct[item.section] += 1
      }
    }
    sections = questions.sections.enumerated().map { place, section in
      Section(
        section.name, correct: correct[place], covered: covered[place],
        questions: section.questions.count)
    }
    let whole = Section("all", adding: sections)
    (accuracy, accuracyOfAll) = (whole.accuracy, whole.accuracyOfAll)
    (self.covered, self.questions, self.correct) = (whole.covered, whole.questions, whole.correct)
    self.method = method
  }
}
