import ParlanceSystem
import Testing

@testable import ParlanceText

@Suite struct ParallelTextTests {
  private func read(_ text: String) throws -> ParallelText {
    try withFile(text) { try ParallelText.read(pairs: $0) }
  }

  @Test func columnsAndObjects() throws {
    let text = try read("a\tb\tmore\n\n{\"target\": \"d\", \"source\": \"c\"}\n \te\n")
    #expect(
      text.pairs == [.init(source: "a", target: "b"), .init(source: "c", target: "d")])
    #expect(text.notes.count == 1 && text.notes[0].contains("1 pair has an empty side"))
  }

  @Test(arguments: [
    ("", "the file is empty"), ("a b\n", "expected a source, a tab and a target"),
    ("a\t \n", "no pair has two sides"), ("{\"source\": 3}\n", "a text under the key source"),
    ("{\"source\": \"a\"}\n", "a text under the key target"), ("{\n", "expected a key"),
  ])
  func wrong(_ content: String, _ message: String) {
    let error = #expect(throws: InputError.self) { try read(content) }
    #expect("\(error!)".contains(message), "\(error!)")
  }

  @Test func twoFilesBelongTogetherByNumber() throws {
    try withFile("a\nb\n") { source in
      try withFile("c\nd\n") { target in
        let text = try ParallelText.read(source: source, target: target)
        #expect(text.pairs.map(\.target) == ["c", "d"])
      }
      try withFile("c\n") { target in
        let error = #expect(throws: InputError.self) {
          try ParallelText.read(source: source, target: target)
        }
        #expect("\(error!)".contains("ends at line 1, this file goes on"))
      }
    }
  }
}
