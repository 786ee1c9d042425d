import ParlanceSystem
import Testing

@testable import ParlanceText

/// Forms of labelled texts as they come from other programs.
@Suite struct LabelledFormTests {
  private func texts(
    _ text: String, _ kind: LabelledFormat.Kind = .csv,
    _ change: (inout LabelledFormat) -> Void = { _ in }
  ) throws -> LabelledTexts {
    var format = LabelledFormat()
    format.kind = kind
    change(&format)
    return try withFile(text) { try LabelledTexts.read($0, format: format) }
  }

  private func pairs(
    _ text: String, _ kind: LabelledFormat.Kind = .csv,
    _ change: (inout LabelledFormat) -> Void = { _ in }
  ) throws -> [String] {
    try texts(text, kind, change).items.map { "\($0.labels.joined(separator: "+"))|\($0.text)" }
  }

  private func records(
    _ text: String, _ kind: LabelledFormat.Kind = .automatic
  ) throws -> [String] {
    var format = LabelledFormat()
    format.kind = kind
    return try withFile(text) { path in
      var records = try TextRecords(path: path, format: format)
      var found: [String] = []
      while let text = try records.next() { found.append(text) }
      return found
    }
  }

  @Test func linesThatLookedLikeFieldsAreTexts() throws {
    let lines = "good day\tsir\nbad day\n"
    let error = #expect(throws: InputError.self) { try records(lines) }
    #expect(error?.message.hasSuffix("if each line is a text, say --data-format lines") == true)
    #expect(try records(lines, .lines) == ["good day\tsir", "bad day"])
  }

  // MARK: Headers

  private static let rows = "pos,kind merry tune\nneg,bad dull gloom\npos,good fun\nneg,cold rain\n"
  private static let expected = [
    "pos|kind merry tune", "neg|bad dull gloom", "pos|good fun", "neg|cold rain",
  ]

  @Test(arguments: [
    "", "v1,v2\n", "Text , LABEL\n", "klasse,satz\n", "\"label\", \"x\"\n",
  ])
  func aRowThatFitsNoOtherIsAHeader(header: String) throws {
    let columns =
      header.contains("LABEL")
      ? Self.rows.split(separator: "\n").map { line in
        line.split(separator: ",").reversed().joined(separator: ",") + "\n"
      }.joined() : Self.rows
    #expect(try pairs(header + columns) == Self.expected)
  }

  @Test func firstRowsThatAreTexts() throws {
    // A label that comes again, one of several words, one among labels that come once.
    for first in ["pos,hello", "new,two words"] {
      #expect(try pairs(first + "\n" + Self.rows).count == 5, "\(first)")
    }
    #expect(try pairs("a,x\nb,y z\nc,z w\n").count == 3)
    #expect(try pairs("v1,v2\n" + Self.rows) { $0.hasHeader = false }.count == 5)
    #expect(try pairs("pos,hello\n" + Self.rows) { $0.hasHeader = true }.count == 4)
  }

  @Test func numbersHaveAHeaderThatIsNone() throws {
    #expect(try pairs("stern,satz eins\n5,a b\n1,c\n5,d e\n") == ["5|a b", "1|c", "5|d e"])
    #expect(try pairs("4,a b\n5,c d\n1,e\n").count == 3)
  }

  @Test func namesAreTrimmedAndWithoutCase() throws {
    let text = " Review , Stars \nfine,5\nbad,1\n"
    #expect(
      try pairs(text) { ($0.textColumn, $0.labelColumn) = ("review", "STARS") } == [
        "5|fine", "1|bad",
      ])
    let json = #"{" Review ": "fine", "STARS": 5}"#
    #expect(
      try pairs(json, .jsonl) { ($0.textColumn, $0.labelColumn) = ("review", "stars") } == [
        "5|fine"
      ])
    #expect(try texts("v1,v2\n" + Self.rows).notes[0].contains("--header no"))
  }

  // MARK: Separators, quotes and line ends

  @Test func otherSeparators() throws {
    let error = inputError { _ = try texts("text;label\na;x\n") }
    #expect(error?.message.contains("--separator ';'") == true && error?.line == 1)
    #expect(try pairs("text;label\n\"a;b\";x\n") { $0.separator = ";" } == ["x|a;b"])
    #expect(inputError { _ = try texts("a\tx\n") }?.message.contains("--separator tab") == true)
  }

  @Test func strayQuotesAreSeen() throws {
    let text = "text,label\na,x\n\"b,x\nc,y\nd\",y\ne,x\n"
    let found = try texts(text)
    #expect(found.items.count == 3)
    #expect(found.findings.map(\.line) == [3] && found.findings[0].severity == .problem)
    #expect(found.notes.contains { $0.contains("closes on line 5") })
    // Texts of several lines.
    #expect(try texts("text,label\n\"a, b\n\nc\",x\n\"d\ne\",y\n").findings.isEmpty)
  }

  @Test func carriageReturnsAlone() throws {
    #expect(try pairs("text,label\ra,x\r\"b\",y\r") == ["x|a", "y|b"])
  }

  @Test func messagesAreShort() {
    let long = String(repeating: "word ", count: 1000)
    for text in [long + "\n", "\(long),\(long),\(long)\n", "{" + long] {
      for kind in [LabelledFormat.Kind.csv, .jsonl, .automatic] {
        if let error = inputError({ _ = try texts(text, kind) }) {
          #expect(error.message.count < 400, "\(error.message)")
        }
      }
    }
  }

  // MARK: Labels

  @Test(arguments: [
    ("text,label\na,x\n\"b\nb\",\"y\nz\"\n", LabelledFormat.Kind.csv, 3),
    (
      "{\"text\": \"a\", \"label\": \"x\"}\n\n{\"text\": \"a\", \"label\": \"x\\u0000\"}\n", .jsonl,
      3
    ),
    ("{\"text\": \"a\", \"label\": [\"y\", \"\\ufeffx\"]}\n", .jsonl, 1),
    ("__label__a b\n__label__\u{FEFF}c d\n", .fastText, 2),
  ])
  func namesThatCannotBeStoredAreNamed(text: String, kind: LabelledFormat.Kind, line: Int) {
    let error = inputError { _ = try texts(text, kind) }
    #expect(error?.kind == .badData && error?.line == line, "\(error?.message ?? "none")")
  }

  @Test func blanksAroundLabels() throws {
    #expect(try pairs("text,label\na, x\u{A0}\nb,\u{3000}x\n") == ["x|a", "x|b"])
  }

  @Test func aLabelMayBeginWithAMark() throws {
    let found = try texts("__label__\u{301}x good \u{301}\n", .automatic)
    #expect(found.items[0].labels == ["\u{301}x"] && found.items[0].text == "good \u{301}")
  }

  @Test func labelsInTwoNormalForms() throws {
    let found = try texts("text,label\na b,caf\u{E9}\nc d,cafe\u{301}\ne f,neg\n")
    let check = LabelledDataCheck([("train", found)])
    #expect(check.splits[0].labels == ["café": 2, "neg": 1])
    let notes = check.findings.filter { $0.message.contains("normalisation") }
    #expect(notes.map(\.line) == [2] && notes[0].also.map(\.line) == [3])
    #expect(notes[0].severity == .note && notes[0].kind == .label)
  }

  // MARK: JSON

  @Test func asPythonWritesIt() throws {
    let text = #"""
      {"text": "cut \ud83d", "label": "pos", "score": NaN, "x": [1, {"a": [-Infinity, "}\""]}]}
      {"text": "\ud83d\ude00 \ude00\ud83d", "label": 18446744073709551617}
      {"text": "a", "text": "b", "label": [1.50, "x", true, 12345678901234567890123]}
      {"label":"y","text":"c","n":1e999,"m":{"text":"d"}}
      """#
    let found = try texts(text, .jsonl)
    #expect(found.items.map(\.text) == ["cut \u{FFFD}", "😀 \u{FFFD}\u{FFFD}", "b", "c"])
    #expect(
      found.items.map(\.labels) == [
        ["pos"], ["18446744073709551617"], ["1.50", "x", "true", "12345678901234567890123"], ["y"],
      ])
    #expect(found.findings.map(\.line) == [1] && found.findings[0].message.contains("3 in all"))
  }

  @Test func deepNestingIsSkipped() throws {
    let deep = String(repeating: "[", count: 200_000) + String(repeating: "]", count: 200_000)
    #expect(try pairs(#"{"x": \#(deep), "text": "a", "label": "b"}"#, .jsonl) == ["b|a"])
    #expect(inputError { _ = try texts(#"{"text": "a", "label": \#(deep)}"#, .jsonl) }?.line == 1)
  }

  @Test(arguments: [
    "[{\"text\": 1}]", "{\"text\": \"a\" \"label\": \"b\"}", "{\"text\": \"a\", \"label\": NaN}",
    "{\"text\": \"a\\x\", \"label\": \"b\"}", "{\"text\": \"a\", \"label\": \"b\"} x",
    "{\"text\": \"a",
    "{\"text\": , \"label\": \"b\"}", "{\"text\": \"a\", \"label\": }", "{text: 1}",
    "{\"a\\u12\": 1}", "\"",
  ])
  func linesThatAreNoJSON(text: String) {
    let error = inputError { _ = try texts(text, .jsonl) }
    #expect(error?.kind == .badData && error?.line == 1, "\(text)")
  }

  // MARK: What is to be predicted

  @Test func recordsOfEveryForm() throws {
    #expect(try records("one\n\n two\n") == ["one", "", " two"])
    #expect(try records("__label__a one two\n__label__b three\n") == ["one two", "three"])
    #expect(
      try records("{\"text\": \"a\\nb\"}\n\n{\"text\": \"c\", \"label\": null}\n") == ["a\nb", "c"])
    #expect(try records("text,label\n\"a\nb\",x\nc,\n") == ["a\nb", "c"])
    #expect(try records("id,text\n1,a\n", .csv) == ["a"] && records("text\na\n", .csv) == ["a"])
    #expect(try records("x\ta b\ny\tc d\nx\te f\n") == ["a b", "c d", "e f"])
    #expect(try records("__label__a one\n", .lines) == ["__label__a one"] && records("") == [])
  }
}
