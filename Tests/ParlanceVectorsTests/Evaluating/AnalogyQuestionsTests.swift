import Foundation
import ParlanceSystem
import ParlanceTestSupport
import ParlanceVectors
import Testing

@Suite struct AnalogyQuestionsTests {
  private func read(_ text: String) throws -> AnalogyQuestions {
    try withFolder { folder in
      let path = folder + "/questions"
      try Data(text.utf8).write(to: URL(fileURLWithPath: path))
      return try AnalogyQuestions.read(path: path)
    }
  }

  @Test func sections() throws {
    let found = try read(": one\na b c d\n e\tf\tg\th\n\n:two, three\ni,j,k,l\nm n o\n")
    #expect(found.sections.map(\.name) == ["one", "two, three"])
    #expect(found.sections.map(\.questions.count) == [2, 1])
    #expect(
      found.sections[0].questions[1] == AnalogyQuestions.Question(a: "e", b: "f", c: "g", d: "h"))
    #expect(found.notes.count == 1 && found.notes[0].hasSuffix("the first is line 7"))
  }

  @Test func questionsWithoutASection() throws {
    let found = try read("a b c d\n")
    #expect(found.sections.map(\.questions.count) == [1])
  }

  @Test(arguments: ["", ": one\n", "a b c\n", ": one\na b c d e\n", "a\0 b c d\n"])
  func whatHasNoQuestion(_ text: String) {
    #expect(throws: InputError.self) { try read(text) }
  }

  @Test func severalFiles() throws {
    #expect(try AnalogyQuestions.read(paths: []) == nil)
    try withFolder { folder in
      for name in ["a", "b"] {
        try Data(": \(name)\nw x y z\n".utf8).write(to: URL(fileURLWithPath: folder + "/" + name))
      }
      let found = try AnalogyQuestions.read(paths: [folder])
      #expect(found?.sections.map(\.name) == ["a", "b"])
    }
  }
}
