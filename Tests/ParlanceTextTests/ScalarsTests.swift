import Testing

@testable import ParlanceText

/// A combining mark is one `Character` with what stands before it, and yet a scalar of its own.
@Suite struct ScalarsTests {
  @Test func beginningsAndEnds() {
    #expect("__label__\u{301}x".begins(with: "__label__") && !"a".begins(with: "ab"))
    #expect("x.csv".ends(with: ".csv") && !"csv".ends(with: ".csv"))
    #expect(!"é".begins(with: "e") && "e\u{301}".begins(with: "e"))
  }

  @Test(arguments: [
    (" a ", "a"), ("\u{A0}\u{3000}a b\u{2009}\r\n", "a b"), ("", ""), (" \t", ""),
    ("x \u{301}", "x \u{301}"), ("\u{200B}a\u{200B}", "a"),
  ])
  func trimmed(text: String, expected: String) {
    #expect(Array(text.trimmed.utf8) == Array(expected.utf8))
  }

  @Test func partsBetweenBlanks() {
    #expect(
      "a \u{FE0F} b\t\u{301}".parts(between: 0x20, 0x09) == ["a", "\u{FE0F}", "b", "\u{301}"])
    #expect("a\t\tb".parts(between: 0x09, omittingEmpty: false) == ["a", "", "b"])
  }

  @Test func messagesAreCut() {
    #expect("a\u{1B}[1m".shown == "a\\u{1b}[1m")
    #expect(String(repeating: "x", count: 90).shown == String(repeating: "x", count: 80) + "…")
  }

  @Test(arguments: ["<s> a b </s>", "a b </s>", "<s> a b", " <s>\ta b </s> "])
  func marksOfALineAreNoTokens(line: String) {
    for style in WordStyle.allCases {
      let tokenizer = Tokenizer(level: .word, style: style, lowercased: style == .prose)
      #expect(tokenizer.tokens(line) == ["a", "b"])
    }
    let text = TokenizedText(lines: [line], tokenizer: Tokenizer(level: .word))
    #expect(text.distinct == ["a", "b"])
    #expect(LineMarks.note(of: line) != nil)
  }

  @Test func otherMarksStay() {
    let words = Tokenizer(level: .word)
    #expect(
      words.tokens("<s>") == [] && words.tokens("<s> </s>") == [] && words.tokens("</s>") == [])
    #expect(words.tokens("a <s> </s> b <unk>") == ["a", "<s>", "</s>", "b", "<unk>"])
    #expect(words.tokens("<s>a") == ["<s>a"])
    #expect(Tokenizer(level: .character).tokens("<s>") == ["<", "s", ">"])
    #expect(words.isBlank(" <s> </s>") && !words.isBlank("<s> a"))
  }

  @Test(arguments: WordStyle.allCases)
  func theFirstTokensOfALine(style: WordStyle) {
    let line = "<s> It's a fine day, isn't it? </s>"
    for level in TextLevel.allCases {
      for lowercased in [false, true] {
        let tokenizer = Tokenizer(level: level, style: style, lowercased: lowercased)
        let all = tokenizer.tokens(line)
        for limit in [0, 1, 2, 3, 5, 100] {
          #expect(tokenizer.tokens(line, limit: limit) == Array(all.prefix(limit)))
        }
      }
    }
  }
}
