import ParlanceSystem
import Testing

@testable import ParlanceText

private func corpus(_ text: String) throws -> TaggedCorpus {
  try withFile(text) { try TaggedCorpus.read(path: $0) }
}

/// Tagged files as they come from other programs.
@Suite struct TaggedFormTests {
  // MARK: Blanks

  @Test(arguments: [" ", "\u{A0}", "\u{3000}", "\u{200B}", "\u{2003} "])
  func blanksAroundTagsAreLeftOut(blank: String) throws {
    let found = try corpus("Anna\tB-PER\nSmith \tI-PER\(blank)\n\(blank)x\t\(blank)O\n")
    #expect(found.tags == ["B-PER", "I-PER", "O"])
    #expect(found.sentences[0].tokens == ["Anna", "Smith", "x"])
    #expect(found.findings.map(\.line) == [2] && found.notes[0].contains("2 tags have blanks"))
  }

  @Test func tagsInTwoNormalForms() throws {
    let found = try corpus("a B-caf\u{E9}\nb I-cafe\u{301}\nc O\n")
    #expect(found.tags == ["B-café", "I-café", "O"])
    #expect(EntitySpan.spans(of: found.sentences[0].tags).map(\.range) == [0..<2])
    let error = inputError { _ = try corpus("a O\nb \u{FEFF}B\n") }
    #expect(error?.line == 2)
  }

  // MARK: Schemes

  @Test(arguments: [
    (["B-X", "L-X", "O", "U-Y"], ["B-X", "E-X", "O", "S-Y"], "BILOU"),
    (["B-X", "I-X", "L-X", "O"], ["B-X", "I-X", "E-X", "O"], "BILOU"),
    (["U-X", "O"], ["S-X", "O"], "BILOU"),
    (["B-X", "I-X", "O", "U-X"], ["B-X", "I-X", "O", "S-X"], "BILOU"),
    (["B-X", "M-X", "E-X", "O", "S-Y"], ["B-X", "I-X", "E-X", "O", "S-Y"], "BMES"),
    (["B-X", "M-X", "E-X", "O", "W-Y"], ["B-X", "I-X", "E-X", "O", "S-Y"], "BMES"),
    (["B", "M", "E", "S"], ["B", "I", "E", "S"], "BMES"),
    (["B-a-b", "L-a-b"], ["B-a-b", "E-a-b"], "BILOU"),
  ])
  func schemesReadAsIOBES(tags: [String], expected: [String], name: String) throws {
    let found = try corpus(tags.map { "w \($0)\n" }.joined())
    #expect(found.sentences[0].tags == expected && found.scheme == .iobes)
    #expect(found.notes == found.notes.filter { $0.contains("\(name): read as IOBES") })
    let check = TaggedDataCheck([("train", found)])
    #expect(check.findings.contains { $0.severity == .note && $0.message.contains(name) })
  }

  @Test(arguments: [
    ["B-X", "X-X", "O"], ["b-per", "i-per", "o"], ["PER-B", "PER-I", "O"], ["B_PER", "O"],
    ["B-X", "L-X", "E-X"],
  ])
  func tagsThatLookLikeASchemeAreSaid(tags: [String]) throws {
    let found = try corpus(tags.map { "w \($0)\n" }.joined())
    #expect(found.scheme == nil && found.sentences[0].tags == tags)
    #expect(found.notes.count == 1 && found.notes[0].contains("look like those of entities"))
    #expect(throws: InputError.self) { try found.converted(to: .iob2) }
  }

  @Test(arguments: [["NN", "VBZ", "."], ["DET", "NOUN"], ["B-X", "O"], ["S-NP", "S-VP"]])
  func othersAreLeftAlone(tags: [String]) throws {
    let found = try corpus(tags.map { "w \($0)\n" }.joined())
    #expect(found.sentences[0].tags == tags && found.notes.isEmpty)
  }

  // MARK: Comments

  private static let commented = """
    # id 000-x\tdomain=en
    Anna _ _ B-PER
    # within a sentence
    #begin document (x)
    sings _ _ O

    #end document
    #hashtag _ _ O
    # _ _ O
    """

  @Test func commentsStandAnywhere() throws {
    let found = try corpus(Self.commented)
    #expect(found.sentences.map(\.tokens) == [["Anna", "sings"], ["#hashtag", "#"]])
    #expect(found.tags == ["B-PER", "O"])
    let written = try withFile(Self.commented) { path in
      var reader = try TaggedReader(path: path)
      var text = ""
      while let block = try reader.next() {
        text += block.text(reader.layout, tags: block.sentence.tokens.map { _ in "T" })
      }
      return text
    }
    #expect(written == Self.commented.replacing("B-PER", with: "T").replacing("_ O", with: "_ T"))
  }

  @Test func aNumberSignMayBeAToken() throws {
    #expect(try corpus("# O\n1 B-N\nx O\n").sentences[0].tokens == ["#", "1", "x"])
    #expect(try corpus("the DT\n# #\n5 CD\n").sentences[0].tokens == ["the", "#", "5"])
    #expect(try corpus("# text\na\tO\n# b = c\nb\tO\n").sentences[0].tokens == ["a", "b"])
  }

  // MARK: Plain lines

  private func format(_ text: String) throws -> TaggedFormat {
    try withFile(text) {
      try TaggedReader(path: $0, TaggedReadingOptions(allowsLines: true)).layout.format
    }
  }

  @Test func linesOfOneLengthAreNoColumns() throws {
    #expect(try format("so am I\nyou and I\n") == .lines)
    #expect(try format("so am I\nyou and me\n\nwe are it\n") == .lines)
    #expect(try format("a O\nb I\n") == .columns && format("a I-X\nb I-X\n") == .columns)
    #expect(try format("Anna NNP\nsings VBZ\n\nx NN\n") == .columns)
    #expect(try format("Anna\nsings\n\nx\n") == .columns)
  }

  @Test func blanksBeforeMarksSeparate() throws {
    try withFile("so \u{FE0F} x\u{FE0F} \u{200D} \u{1F3FD}\n") { path in
      var reader = try TaggedReader(path: path, TaggedReadingOptions(format: .lines))
      #expect(
        try reader.next()?.sentence.tokens == [
          "so", "\u{FE0F}", "x\u{FE0F}", "\u{200D}", "\u{1F3FD}",
        ])
    }
  }
}
