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

  @Test func columnsAreChosen() throws {
    func read(_ text: String, _ columns: String) throws -> [SentencePair] {
      let columns = try #require(ParallelColumns(columns))
      return try withFile(text) { try ParallelText.read(pairs: $0, columns: columns).pairs }
    }
    let pair = [SentencePair(source: "a", target: "b")]
    #expect(try read("b\tx\ta\n", "3,1") == pair)
    #expect(try read("fr\tid\ten\nb\tx\ta\n", "en,fr") == pair)
    #expect(try read("{\"en\": \"a\", \"fr\": \"b\"}\n", "en,fr") == pair)
    for (text, columns, message) in [
      ("fr\ten\nb\ta\n", "de,fr", "no column de;"),
      ("a\tb\n", "1,3", "expected 3 columns, found 2"),
      ("{\"en\": \"a\"}\n", "en,fr", "a text under the key fr"),
    ] {
      let error = #expect(throws: InputError.self) { try read(text, columns) }
      #expect("\(error!)".contains(message), "\(error!)")
    }
    #expect(ParallelColumns("1") == nil && ParallelColumns("1,") == nil)
    #expect(ParallelColumns("1,2,3") == nil)
  }

  @Test func linesAreKnownAndBlankOnesMayStay() throws {
    let text = "a\tb\n\n\td\ne\tf\n"
    #expect(try read(text).lines == [1, 4])
    try withFile(text) { path in
      let all = try ParallelText.read(pairs: path, keepsBlank: true)
      #expect(all.lines == [1, 2, 3, 4] && all.pairs[2].source.isEmpty && all.notes.isEmpty)
    }
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
