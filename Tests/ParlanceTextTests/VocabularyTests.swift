import Foundation
import Testing

@testable import ParlanceText

private func builder(_ text: String) -> VocabularyBuilder {
  var builder = VocabularyBuilder()
  builder.add(contentsOf: Tokenizer(level: .word).tokens(text))
  return builder
}

private func ordinary(_ vocabulary: Vocabulary) -> [String] {
  Array(vocabulary.tokens.dropFirst(4))
}

@Suite struct VocabularyTests {
  @Test func orderByCountThenByFirstAppearance() {
    let vocabulary = builder("b a c c ab 𝄞 \u{FFFD} c b").build()
    #expect(ordinary(vocabulary) == ["c", "b", "a", "ab", "𝄞", "\u{FFFD}"])
    #expect(Array(vocabulary.tokens.prefix(4)) == ["<pad>", "<unk>", "<s>", "</s>"])
    #expect(vocabulary.count == 10)
    #expect(vocabulary.id(of: "c") == 4)
    #expect(vocabulary.id(of: "no such token") == Vocabulary.unknownID)
    #expect(vocabulary.token(5) == "b")
    #expect(vocabulary.contains("ab") && !vocabulary.contains("abc"))
  }

  @Test func cutBySizeAndCount() {
    let text = "a a a a b b b c c d"
    #expect(ordinary(builder(text).build(size: 2)) == ["a", "b"])
    #expect(ordinary(builder(text).build(minimumCount: 2)) == ["a", "b", "c"])
    #expect(ordinary(builder(text).build(size: 9, minimumCount: 3)) == ["a", "b"])
    #expect(ordinary(builder(text).build(size: 0)).isEmpty)
    #expect(ordinary(builder("").build()).isEmpty)
  }

  @Test func literalSpecialsInTheText() {
    let counted = builder("a a a <unk> <unk> b </s> </s> </s> </s> <pad> <s>")
    #expect(ordinary(counted.build(size: 2)) == ["a"])
    #expect(ordinary(counted.build(size: 3)) == ["a", "b"])
    #expect(counted.build().id(of: "</s>") == Vocabulary.sentenceEndID)
  }

  @Test func tokensDifferByScalars() {
    let vocabulary = builder("\u{E9} e\u{301} \u{E9}").build()
    #expect(vocabulary.count == 6)
    #expect(vocabulary.id(of: "\u{E9}") == 4)
    #expect(vocabulary.id(of: "e\u{301}") == 5)
    #expect(vocabulary != builder("e\u{301} \u{E9} e\u{301}").build())
  }

  @Test func fileRoundTrip() throws {
    let nasty = [
      "\n", "\r", "\r\n", "\t", "\\", "\\n", "\\u{20}", " ", "  a ", "\u{0}", "\u{A0}", "\u{2028}",
      "\u{FEFF}", "\u{301}", "e\u{301}", "\u{E9}", "\u{85}", "\u{7F}", "\"", "東京", "👩‍🍳", "u{41}",
    ]
    let vocabulary = try Vocabulary(tokens: Vocabulary.specials + nasty)
    try withFile("") { path in
      try vocabulary.write(to: path)
      #expect(try Vocabulary.read(from: path) == vocabulary)
      let lines = try String(contentsOfFile: path, encoding: .utf8)
      #expect(lines == vocabulary.fileContents)
      #expect(lines.utf8.count(where: { $0 == 10 }) == vocabulary.count)
    }
  }

  @Test(arguments: [
    ("", 1), ("<pad>\n<unk>\n<s>\n", 4), ("<unk>\n<pad>\n<s>\n</s>\n", 1),
    ("<pad>\n<unk>\n<s>\n</s>\na\n\nb\n", 6), ("<pad>\n<unk>\n<s>\n</s>\na\nb\na\n", 7),
    ("<pad>\n<unk>\n<s>\n</s>\n<unk>\n", 5), ("<pad>\n<unk>\n<s>\n</s>\n\\x\n", 5),
    ("<pad>\n<unk>\n<s>\n</s>\na\n\\", 6), ("<pad>\n<unk>\n<s>\n</s>\n\\u{}\n", 5),
    ("<pad>\n<unk>\n<s>\n</s>\n\\u{d800}\n", 5), ("<pad>\n<unk>\n<s>\n</s>\n\\u{110000}\n", 5),
    ("<pad>\n<unk>\n<s>\n</s>\n\\u{+41}\n", 5), ("<pad>\n<unk>\n<s>\n</s>\n\\u{0000041}\n", 5),
    ("<pad>\n<unk>\n<s>\n</s>\n\\u{41\n", 5), ("<pad>\n<unk>\n<s>\n</s>\na\n\\u{61}", 6),
  ])
  func damagedFile(contents: String, line: Int) throws {
    try withFile(contents) { path in
      let error = inputError { _ = try Vocabulary.read(from: path) }
      #expect(error?.kind == .badData)
      #expect(error?.line == line)
      #expect(error?.file == path)
    }
  }

  @Test func unwritablePath() {
    let path = FileManager.default.temporaryDirectory.path + "/no/such/folder/vocabulary.txt"
    #expect(inputError { try builder("a").build().write(to: path) }?.kind == .cannotCreate)
  }
}
