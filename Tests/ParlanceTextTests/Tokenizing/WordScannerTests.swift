import Testing

@testable import ParlanceText

@Suite struct WordScannerTests {
  private func prose(_ line: String) -> [String] {
    Tokenizer(level: .word, style: .prose).tokens(line)
  }

  private func tweet(_ line: String) -> [String] {
    Tokenizer(level: .word, style: .tweet).tokens(line)
  }

  @Test(arguments: [
    ("", ""), (" \t ", ""), ("Hello, world!", "Hello , world !"),
    (
      "I don't, can't; we're he'll it's I'd I'm",
      "I do n't , ca n't ; we 're he 'll it 's I 'd I 'm"
    ),
    ("“Don’t,” she said…", "\" Do n't , \" she said …"),
    ("well-known AT&T rock'n'roll", "well-known AT&T rock'n'roll"),
    ("It cost $1,000.50 (approx.) at 10:30.", "It cost $ 1,000.50 ( approx . ) at 10:30 ."),
    ("the U.S. and e.g. this", "the U.S. and e.g. this"),
    ("see https://a.b/c?d=e. or www.x.org!", "see https://a.b/c?d=e . or www.x.org !"),
    ("mail a.b-c@d-e.co.uk.", "mail a.b-c@d-e.co.uk ."), ("a@b @c x.y@z", "a @ b @ c x . y @ z"),
    ("wait... what?!", "wait ... what ? !"),
    ("naïve e\u{301}t\u{e9} 東京 2nd", "naïve e\u{301}t\u{e9} 東 京 2nd"),
    ("'quoted' words", "' quoted ' words"), ("50% off_now", "50 % off_now"),
  ])
  func proseIsCutAsInTreebanks(line: String, expected: String) {
    let expected = expected.split(separator: " ").map(String.init)
    #expect(prose(line).map(Array.init) == expected.map(Array.init))
  }

  @Test(arguments: [
    ("@Bob_1 hi @you!", "@user hi @user !"), ("me@x.org a@b", "me@x.org a @ b"),
    ("look http://t.co/aBc :)", "look http :)"), ("#Happy days #2020", "# Happy days # 2020"),
    ("sooooo gooood!!!!!!", "sooo goood !!!"), ("10000 1111", "10000 1111"),
    ("a &amp; b &lt;3", "a & b <3"), ("one\\ntwo", "one two"),
    (":-( :D xD :p (8)", ":-( :D xD :p ( 8 )"), ("x:D", "x : D"),
    ("hi😂😂👍🏽", "hi 😂 😂 👍"), ("👩‍👩‍👧 🇩🇪🇫🇷", "👩‍👩‍👧 🇩🇪 🇫🇷"), ("❤️love", "❤ love"),
  ])
  func tweetsHaveWordsOfTheirOwn(line: String, expected: String) {
    let expected = expected.split(separator: " ").map(String.init)
    #expect(tweet(line).map(Array.init) == expected.map(Array.init))
  }

  @Test func smallLettersAreMadeBeforeCutting() {
    let tokenizer = Tokenizer(level: .word, style: .tweet, lowercased: true)
    #expect(tokenizer.tokens("DON'T #Happy") == ["do", "n't", "#", "happy"])
    #expect(Tokenizer(level: .character, lowercased: true).tokens("Ab") == ["a", "b"])
    #expect(Tokenizer(level: .word, lowercased: true).tokens("A, B") == ["a,", "b"])
  }

  @Test func everyScalarComesThrough() {
    for value in UInt32(1)...0x1FFFF {
      guard let scalar = Unicode.Scalar(value) else { continue }
      for tokens in [prose("a\(scalar)b \(scalar)"), tweet("a\(scalar)b \(scalar)")] {
        #expect(
          !tokens.isEmpty && tokens.allSatisfy { !$0.isEmpty }, "U+\(String(value, radix: 16))")
      }
    }
  }

  @Test func aTextReadTokenByTokenHasTheSameWords() {
    let tokenizer = Tokenizer(level: .word, style: .tweet, lowercased: true)
    let text = TokenizedText(lines: ["Don't! @bob"], tokenizer: tokenizer)
    #expect(text.distinct == ["do", "n't", "!", "@user"])
  }
}
