import Testing

@testable import ParlanceText

@Suite struct TokenizerTests {
  private func scalars(_ tokens: [String]) -> [[UInt32]] {
    tokens.map { $0.unicodeScalars.map(\.value) }
  }

  @Test(arguments: [
    ("", []), ("  ", []), ("one", ["one"]), (" one  two\tthree ", ["one", "two", "three"]),
    (
      "a\u{A0}b\u{2003}c\u{3000}d\u{1680}e\u{2028}f\u{205F}g\u{85}h",
      Array("abcdefgh").map { "\($0)" }
    ),
    ("naïve 東京\u{200B} Â", ["naïve", "東京\u{200B}", "Â"]),
  ])
  func words(line: String, expected: [String]) {
    #expect(scalars(Tokenizer(level: .word).tokens(line)) == scalars(expected))
  }

  @Test func everyWhiteSpaceScalarSeparates() {
    for value in UInt32(1)...0x3100 {
      guard let scalar = Unicode.Scalar(value) else { continue }
      let count = Tokenizer(level: .word).tokens("a\(scalar)b").count
      #expect(count == (scalar.properties.isWhitespace ? 2 : 1), "U+\(String(value, radix: 16))")
    }
  }

  @Test func combiningMarks() {
    let line = "e\u{301}é 👩‍🍳"
    let characters = Tokenizer(level: .character).tokens(line)
    let graphemes = Tokenizer(level: .grapheme).tokens(line)
    #expect(
      scalars(characters) == [[0x65], [0x301], [0xE9], [0x20], [0x1F469], [0x200D], [0x1F373]])
    #expect(scalars(graphemes) == [[0x65, 0x301], [0xE9], [0x20], [0x1F469, 0x200D, 0x1F373]])
  }

  @Test func joining() {
    #expect(
      Tokenizer(level: .word).joined(["<s>", "a", "<unk>", "b", "</s>", "<pad>"]) == "a <unk> b")
    #expect(Tokenizer(level: .character).joined(["a", " ", "b", "</s>"]) == "a b")
    for level in TextLevel.allCases {
      let tokenizer = Tokenizer(level: level)
      #expect(
        tokenizer.joined(tokenizer.tokens("chop the jalapen\u{303}o")) == "chop the jalapen\u{303}o"
      )
    }
  }
}
