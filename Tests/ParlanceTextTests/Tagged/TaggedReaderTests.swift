import Foundation
import ParlanceText
import Testing

private func corpus(
  _ text: String, _ options: TaggedReadingOptions = TaggedReadingOptions()
) throws -> TaggedCorpus {
  try withFile(text) { try TaggedCorpus.read(path: $0, options) }
}

private func failure(
  _ text: String, _ options: TaggedReadingOptions = TaggedReadingOptions()
) -> String? {
  inputError { _ = try corpus(text, options) }.map { error in
    "\(error.kind):\(error.line.map(String.init) ?? "") \(error.message)"
  }
}

/// Every block of a text with its own tags, or others.
private func written(
  _ bytes: [UInt8], _ options: TaggedReadingOptions = TaggedReadingOptions(),
  confidence: String? = nil, isAppended: Bool = false, _ tag: (String) -> String
) throws -> String {
  try withFile(bytes) { path in
    var reader = try TaggedReader(path: path, options)
    var text = ""
    while let block = try reader.next() {
      let tags =
        block.sentence.tags.isEmpty ? block.sentence.tokens.map { _ in "" } : block.sentence.tags
      text += block.text(
        reader.layout, tags: tags.map(tag),
        confidences: confidence.map { c in tags.map { _ in c } },
        isAppended: isAppended)
    }
    return text
  }
}

private let universal = """
  # sent_id = 1
  # text = Don't go .
  1-2\tDon't\t_\t_\t_\t_\t_\t_\t_\tSpaceAfter=No
  1\tDo\tdo\tAUX\tVB\t_\t3\taux\t_\t_
  2\tn't\tnot\tPART\tRB\t_\t3\tadvmod\t_\tA=b
  2.1\tx\tx\tX\tX\t_\t_\t_\t_\t_
  3\tgo\tgo\tVERB\tVB\t_\t0\troot\t_\t_

  # a second
  1\t#\t#\tSYM\tNN\t_\t0\troot\t_\t_
  """

@Suite struct TaggedReaderTests {
  @Test func columnsOfCoNLL2003() throws {
    let text = """
      -DOCSTART- -X- -X- O

      EU NNP B-NP B-ORG
      rejects VBZ B-VP O

      Peter NNP B-NP B-PER
      """
    let found = try corpus(text)
    #expect(found.sentences.map(\.tokens) == [["EU", "rejects"], ["Peter"]])
    #expect(found.sentences.map(\.tags) == [["B-ORG", "O"], ["B-PER"]])
    #expect(found.sentences.map(\.lines) == [[3, 4], [6]])
    for column in ["2", "pos", "POS"] {
      #expect(try corpus(text, .init(tagColumn: column)).sentences[1].tags == ["NNP"])
    }
    #expect(found.tags == ["B-ORG", "O", "B-PER"] && found.tokenCount == 3)
  }

  @Test func tabsKeepBlanksAndLinesOfTabsSeparate() throws {
    let found = try corpus("New York\tB-LOC\r\n#tag\tO\r\n\t\r\nx\tO")
    #expect(found.sentences.map(\.tokens) == [["New York", "#tag"], ["x"]])
    #expect(try corpus("#tag\tO\nx\tO\n").sentences[0].tokens == ["#tag", "x"])
    #expect(try corpus("\u{FEFF}a O\nb O\n\n\n\nc O\n\n").sentences.map(\.lines) == [[1, 2], [6]])
  }

  @Test func tokensOfUniversalDependencies() throws {
    let found = try corpus(universal)
    #expect(found.sentences.map(\.tokens) == [["Do", "n't", "go"], ["#"]])
    #expect(found.sentences.map(\.tags) == [["AUX", "PART", "VERB"], ["SYM"]])
    #expect(
      try corpus(universal, .init(tagColumn: "XPOS")).sentences[0].tags == ["VB", "RB", "VB"])
    #expect(try corpus(universal, .init(tagColumn: "8")).sentences[1].tags == ["root"])
  }

  @Test(arguments: [
    ("a O\nb\n", "badData:2 expected 2 columns between blanks, found 1"),
    ("a\tO\n\tO\n", "badData:2 the token is empty"),
    ("a\tO\nb\t\n", "badData:2 the token b has no tag in column 2; say where the tags are"),
    ("a\nb\n", "badData:1 the token a has no tag; say where the tags are with --tag-column"),
    ("\n\n", "badData: there is no token in it"), ("", "badData: there is no token in it"),
    ("-DOCSTART- O\n", "badData: there is no token in it"),
  ])
  func wrongColumns(_ text: String, _ message: String) {
    #expect(failure(text)?.hasPrefix(message) == true, "\(failure(text) ?? "none")")
  }

  @Test(arguments: [
    ("3\tgo", "x\tgo", "badData:7 expected a token's number, a range (3-4) or an empty node"),
    ("3\tgo", "4\tgo", "badData:7 expected token 3 of the sentence, found 4"),
    ("\t0\troot", "\troot", "badData:7 expected 10 columns between tabs, found 9"),
    ("go\tVERB", "go\t_", "badData:7 the token go has no tag in column upos"),
  ])
  func wrongUniversal(_ old: String, _ new: String, _ message: String) {
    let range = universal.range(of: old)!
    let text = universal.replacingCharacters(in: range, with: new)
    #expect(failure(text)?.hasPrefix(message) == true, "\(failure(text) ?? "none")")
  }

  @Test(arguments: [
    ("5", "usage: --tag-column 5: the file has columns 1 to 2"),
    ("0", "usage: --tag-column 0: the file has columns 1 to 2"),
    (
      "upos",
      "usage: --tag-column upos: expected a number, 1 to 2; the file's columns have no names"
    ),
    ("1", "usage: column 1 cannot be both tokens and tags"),
  ])
  func wrongColumn(_ column: String, _ message: String) {
    #expect(failure("a O\n", .init(tagColumn: column)) == message)
    #expect(
      failure(universal, .init(tagColumn: "tag"))?.contains("one of id, form, lemma, upos") == true)
  }

  @Test(arguments: ["\n", "\r\n"]) func writesBackByteForByte(_ end: String) throws {
    for text in [universal, universal + "\n\n", "\u{FEFF}" + universal, "a  b   O \n\nc d O"] {
      let bytes = Array(text.replacingOccurrences(of: "\n", with: end).utf8)
      #expect(Array(try written(bytes) { $0 }.utf8) == bytes)
    }
  }

  @Test func writesOtherTags() throws {
    let new = try written(Array(universal.utf8), confidence: "0.5") { "X\($0)" }
    #expect(
      new
        == universal.replacing(
          "\tAUX\tVB\t_\t3\taux\t_\t_", with: "\tXAUX\tVB\t_\t3\taux\t_\tConfidence=0.5"
        )
        .replacing(
          "PART\tRB\t_\t3\tadvmod\t_\tA=b", with: "XPART\tRB\t_\t3\tadvmod\t_\tA=b|Confidence=0.5"
        )
        .replacing("VERB\tVB\t_\t0\troot\t_\t_", with: "XVERB\tVB\t_\t0\troot\t_\tConfidence=0.5")
        .replacing("SYM\tNN\t_\t0\troot\t_\t_", with: "XSYM\tNN\t_\t0\troot\t_\tConfidence=0.5"))
    #expect(try written(Array("O  x O\n".utf8)) { "B\($0)" } == "O  x BO\n")
    #expect(try written(Array("a\tO\n".utf8), isAppended: true) { "B\($0)" } == "a\tO\tBO\n")
    #expect(try written(Array("a\n\nb\n".utf8), confidence: "1") { "T\($0)" } == "a T 1\n\nb T 1\n")
    let lines = TaggedReadingOptions(allowsLines: true)
    #expect(try written(Array("a  b\n\nc\n".utf8), lines) { "T\($0)" } == "a/T b/T\n\nc/T\n")
  }

  @Test(arguments: [
    ("The cat sat .\n", TaggedFormat.lines), ("One line .\nTwo words\n", .lines),
    ("a O\nb B-X\n", .columns), ("a X\nb Y\n\nc X\n", .columns), ("a b\n\nc d\n", .lines),
    ("a\tX\n", .columns), ("a\nb\n\nc\n", .columns), ("", .lines), (universal, .conllu),
    ("#good day\n", .lines), ("-DOCSTART- O\n\na O\n", .columns), ("# b\n#c d e\n", .lines),
  ])
  func seesTheLayout(_ text: String, _ format: TaggedFormat) throws {
    try withFile(text) { path in
      let reader = try TaggedReader(path: path, TaggedReadingOptions(allowsLines: true))
      #expect(reader.layout.format == format)
    }
  }
}
