import Testing

@testable import ParlanceText

@Suite struct StructureCheckTests {
  private func lines(
    _ text: String, _ kind: LabelledFormat.Kind
  ) throws -> [String] {
    var format = LabelledFormat()
    format.kind = kind
    return try withFile(text) { path in
      StructureCheck.findings(in: path, format: format).map { "\($0.line) \($0.message)" }
    }
  }

  @Test func everyRecordThatCannotBeRead() throws {
    #expect(
      try lines("text,label\n\"a\nb\",x\nc\nd,y,z\n", .csv) == [
        "4 expected 2 fields as on line 1, found 1", "5 expected 2 fields as on line 1, found 3",
      ])
    #expect(
      try lines("a\tx\n\"b\ty\nc\n", .tsv) == ["3 expected 2 fields as on line 1, found 1"])
    #expect(
      try lines("__label__a x\n\ny\n__label__ z\nw __label__b\n", .fastText) == [
        "3 there is no __label__ and label", "4 there is no __label__ and label",
      ])
    #expect(
      try lines("{\"text\": \"a\"}\n[1]\n\n{\n", .jsonl).map { $0.prefix(30) } == [
        "2 the line is no JSON object: ", "4 the line is no JSON object: ",
      ])
  }

  @Test func nothingIsWrong() throws {
    #expect(try lines("a,x\nb,y\n", .csv) == [])
    #expect(try lines("", .csv) == [])
    #expect(StructureCheck.findings(in: "/none") == [])
    #expect(StructureCheck.findings(in: "/") == [])
  }
}
