import Foundation
import ParlanceText
import Testing

@Suite struct LabelledTextsTests {
  private func read(
    _ text: String, _ change: (inout LabelledFormat) -> Void = { _ in }
  ) throws -> [LabelledText] {
    var format = LabelledFormat()
    change(&format)
    return try withFile(text) { try LabelledTexts.read($0, format: format).items }
  }

  private func pairs(_ items: [LabelledText]) -> [String] {
    items.map { "\($0.labels.joined(separator: "+"))|\($0.text)|\($0.line)" }
  }

  @Test func fastTextLinesAreSeenByTheirPrefix() throws {
    let items = try read("\u{FEFF}__label__a one  two\r\n\n__label__b __label__c three\n")
    #expect(pairs(items) == ["a|one two|1", "b+c|three|3"])
  }

  @Test func aLineWithoutALabelIsNamed() {
    let error = inputError { _ = try read("__label__a one\ntwo\n") }
    #expect(error?.kind == .badData && error?.line == 2)
  }

  @Test func tabsWithoutAHeaderAreLabelAndText() throws {
    let text = "ham\t\"Go\" now\nspam\tWin, a prize\nham\tok\n"
    #expect(pairs(try read(text)) == ["ham|\"Go\" now|1", "spam|Win, a prize|2", "ham|ok|3"])
  }

  @Test func groupsComeFromAColumn() throws {
    let csv = "text,label,Region\none,x,north\ntwo,y, \nthree,x,south \n"
    for (kind, text) in [
      (LabelledFormat.Kind.csv, csv), (.tsv, csv.replacing(",", with: "\t")),
      (
        .jsonl,
        """
        {"text": "one", "label": "x", "Region": "north"}
        {"text": "two", "label": "y", "Region": null}
        {"text": "three", "label": "x", "Region": "south"}

        """
      ),
    ] {
      let items = try read(text) { ($0.kind, $0.groupColumn) = (kind, "region") }
      #expect(items.map(\.group) == ["north", nil, "south"], "\(kind)")
    }
    #expect(try read(csv) { ($0.kind, $0.groupColumn) = (.csv, "3") }[0].group == "north")
    #expect(try read(csv) { $0.kind = .csv }[0].group == nil)
    let missing = inputError { _ = try read(csv) { ($0.kind, $0.groupColumn) = (.csv, "sex") } }
    #expect(missing?.kind == .badData && missing?.message.contains("no column sex") == true)
    let key = inputError {
      _ = try read("{\"text\": \"a\", \"label\": \"x\"}\n") { $0.groupColumn = "sex" }
    }
    #expect(key?.message.contains("no key sex; the keys are label, text") == true)
    let lines = inputError { _ = try read("__label__a one\n") { $0.groupColumn = "sex" } }
    #expect(lines?.kind == .usage)
  }

  @Test func namedColumnsAreFound() throws {
    let text = "id,Label,text\n1,x,\"a, \"\"b\"\"\nc\"\n\n2,y,d\n"
    #expect(pairs(try read(text) { $0.kind = .csv }) == ["x|a, \"b\"\nc|2", "y|d|5"])
    let chosen = try read(text) {
      ($0.kind, $0.textColumn, $0.labelColumn) = (.csv, "text", "id")
    }
    #expect(pairs(chosen) == ["1|a, \"b\"\nc|2", "2|d|5"])
  }

  @Test func numberedColumnsAreJoined() throws {
    let text = "3,Title,Body one\n1,Other,Body two\n"
    let items = try read(text) {
      ($0.kind, $0.textColumn, $0.labelColumn) = (.csv, "2,3", "1")
    }
    #expect(pairs(items) == ["3|Title Body one|1", "1|Other Body two|2"])
  }

  @Test func severalLabelsStandInOneField() throws {
    let items = try read("text\tlabels\none\ta; b\ntwo\t\n") { $0.labelSeparator = ";" }
    #expect(items.map(\.labels) == [["a", "b"], []])
  }

  @Test func jsonLinesHaveKeys() throws {
    let text = """
      {"text": "one", "label": "a", "n": [1.5, null]}
      {"label": 3, "text": "tw\\u00f6"}
      {"label": ["x", 2, true], "text": ""}
      """
    #expect(pairs(try read(text)) == ["a|one|1", "3|twö|2", "x+2+true||3"])
  }

  @Test(arguments: [
    ("a,b\n1,2,3\n", 2, "expected 2 fields"), ("a,b\n1,\"x\n2,y\n", 2, "does not close"),
    ("a,\"b\"c\n", 1, "closing quote"), ("text,lable\nx,y\n", 1, "no column label"),
    ("one\n", 1, "two fields"),
  ])
  func badTablesAreNamed(text: String, line: Int, message: String) {
    let error = inputError {
      _ = try read(text) {
        ($0.kind, $0.labelColumn) = (.csv, message.contains("label") ? "label" : nil)
      }
    }
    #expect(error?.kind == .badData && error?.line == line)
    #expect(error?.message.contains(message) == true)
  }

  @Test(arguments: [
    "{\"text\": \"one\"\n", "{\"text\": 1, \"label\": \"a\"}\n",
    "{\"text\": \"a\", \"label\": {}}\n",
    "{\"body\": \"a\", \"which\": \"x\"}\n",
  ])
  func badJSONIsNamed(text: String) {
    let error = inputError { _ = try read(text) }
    #expect(error?.kind == .badData && error?.line == 1)
  }

  @Test func formsThatCannotBeToldAreNamed() {
    #expect(inputError { _ = try read("just a line\n") }?.line == 1)
    #expect(inputError { _ = try read("") }?.kind == .badData)
    #expect(inputError { _ = try read("\n\n") }?.kind == .badData)
    #expect(inputError { _ = try LabelledTexts.read("no-such-file") }?.kind == .missingInput)
    let three = inputError { _ = try read("a\tb\tc\nd\te\tf\n") }
    #expect(three?.kind == .usage && three?.message.contains("--text-column") == true)
  }

  @Test func foldersAreLabels() throws {
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent(UUID().uuidString)
    defer { try? FileManager.default.removeItem(at: folder) }
    func write(_ text: String, _ path: String) throws {
      let file = folder.appendingPathComponent(path)
      try FileManager.default.createDirectory(
        at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
      try Data(text.utf8).write(to: file)
    }
    try write("Ada\nBob\n\n", "English.txt")
    try write("line one\nline two\n", "German/1.txt")
    try write("about", "README.txt")
    try write("x", ".hidden")
    let texts = try LabelledTexts.read(folder.path)
    #expect(
      pairs(texts.items) == ["English|Ada|1", "English|Bob|2", "German|line one\nline two|1"])
    #expect(texts.notes.count == 1)
  }
}
