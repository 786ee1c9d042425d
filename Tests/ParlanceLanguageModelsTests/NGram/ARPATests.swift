import Foundation
import ParlanceArrays
import ParlanceTestSupport
import ParlanceText
import ParlanceTraining
import Testing

@testable import ParlanceLanguageModels

/// ARPA files: written and read again, and every way in which one can be wrong.
@Suite struct ARPATests {
  private let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  private static let good = """
    \\data\\
    ngram 1=5
    ngram 2=3
    ngram 3=1

    \\1-grams:
    -0.9\t<unk>\t0
    0\t<s>\t-0.3
    -0.5\ta\t-0.2
    -0.6\t</s>\t0
    -0.7\tb\t-0.1

    \\2-grams:
    -0.4\t<s> a\t-0.3
    -0.3\ta b\t-0.25
    -0.2\tb </s>\t0

    \\3-grams:
    -0.1\t<s> a b

    \\end\\

    """

  private func read(_ text: String) throws -> NGramLanguageModel {
    try NGramLanguageModel(arpa: folder.file("model.arpa", text))
  }

  @Test func theProbabilitiesOfAFile() throws {
    defer { folder.remove() }
    let model = try read(Self.good)
    func decimal(_ line: String) -> Double { model.score(line).logProbability / log(10) }
    #expect(abs(decimal("a b") - (-0.4 - 0.1 - 0.25 - 0.2)) < 1e-6)
    // <s> a has no continuation b b; a b has none; b b is not there.
    #expect(abs(decimal("a b b") - (-0.4 - 0.1 - 0.25 - 0.1 - 0.7 - 0.2)) < 1e-6)
    #expect(abs(decimal("x") - (-0.3 - 0.9 - 0.6)) < 1e-6)
    for text in [
      "# made by hand\n\n" + Self.good, Self.good.replacing("\n", with: "\r\n"),
      Self.good.replacing("\t0\n", with: "\n"),
      Self.good.replacing("ngram 1=5", with: "ngram 1 = 5"),
      Self.good.replacing("<unk>", with: "<UNK>"), Self.good.replacing("\t", with: " "),
    ] {
      #expect(try read(text).table.content == model.table.content)
    }
  }

  @Test(
    arguments: [
      ("", 0, "cut short"), ("hello\n", 1, #"expected \data\"#),
      (good.replacing("ngram 2=3", with: "ngram 3=3"), 3, "expected ngram 2="),
      (good.replacing("ngram 2=3", with: "ngram 2=-3"), 3, "expected ngram 2="),
      (good.replacing("ngram 1=5", with: "ngram 1=6"), 13, "says 6 1-grams, its section has 5"),
      (good.replacing("ngram 1=5", with: "ngram 1=4"), 11, #"expected \2-grams:, found -0.7"#),
      (good.replacing("ngram 3=1", with: "ngram 3=2"), 21, "says 2 3-grams, its section has 1"),
      (good.replacing("ngram 3=1", with: "ngram 3=0"), 19, #"expected \end\"#),
      (good.replacing("ngram 2=3", with: "ngram 2=99999999999"), 3, "expected ngram 2="),
      (good.replacing("-0.3\ta b", with: "0.3\ta b"), 15, "log-probability 0.3 is above 0"),
      (good.replacing("-0.5\ta", with: "-0.5x\ta"), 9, "expected a log-probability, found -0.5x"),
      (good.replacing("-0.5\ta", with: "nan\ta"), 9, "expected a log-probability, found nan"),
      (good.replacing("-0.25", with: "inf"), 15, "expected a back-off, found inf"),
      (good.replacing("-0.5\ta", with: "inf\ta"), 9, "log-probability, found inf"),
      (good.replacing("<s> a b", with: "<s> a b\t-0.1"), 19, "highest order has the back-off -0.1"),
      (good.replacing("a b\t-0.25", with: "a\t-0.25"), 15, "the word -0.25 is not"),
      (good.replacing("a b\t-0.25", with: "a b b b\t-0.25"), 15, "found 6 fields"),
      (good.replacing("a b\t-0.25", with: "a c\t-0.25"), 15, "the word c is not among the 1-grams"),
      (good.replacing("-0.7\tb\t", with: "-0.7\ta\t"), 11, "the word a is there twice"),
      (good.replacing("-0.7\tb\t", with: "-0.7\t<s>\t"), 11, "stands on line 8 already"),
      (good.replacing("\t<s>\t", with: "\tc\t"), nil, "the 1-grams lack <s>"),
      (good.replacing("-0.2\tb </s>\t0", with: "-0.2\ta b\t0"), 16, "stands on line 15 already"),
      (good.replacing("-0.1\t<s> a b", with: "-0.1\tb a b"), 19, "context of this 3-gram"),
      (good.replacing("\\2-grams:", with: "\\3-grams:"), 13, #"expected \2-grams:"#),
      (good.replacing("\n\\end\\\n", with: ""), 19, "cut short"),
      (good.replacing("\\end\\", with: "\\end"), 21, #"expected \end\"#),
      (good + "more\n", 22, #"nothing after \end\"#),
      (String(good.prefix(150)), nil, "cut short"), (String(good.prefix(60)), nil, "cut short"),
      (good.replacing("\ta\t", with: "\t\0\t"), 9, "NUL"),
    ] as [(String, Int?, String)])
  func malformed(text: String, line: Int?, message: String) throws {
    defer { folder.remove() }
    let error = try #require(inputError { _ = try read(text) }, "\(text)")
    #expect(error.kind == .badData)
    #expect(error.file == folder.path + "/model.arpa")
    if let line { #expect(error.line == line, "\(error)") }
    #expect(error.message.contains(message), "\(error)")
  }

  /// Files as IRSTLM, SRILM and KenLM write them, each with the numbers of the first.
  @Test(arguments: [
    good.replacing("1=5", with: "1=\t5").replacing("2=3", with: "2 =  3 "),
    good.replacing("\\data\\", with: "a toolkit's file\n\np(b|a) = back-off\n\n \\data\\ "),
    good.replacing("-grams:", with: "-grams: \t").replacing("\\end\\", with: "\\end\\  "),
    good.replacing("\\1-grams:\n", with: "\\1-grams:\n\n\n").replacing(
      "-0.7\tb", with: "\n-0.7\tb"),
    good.replacing("0\t<s>", with: "-inf\t<s>"), good.replacing("0\t<s>", with: "-99\t<s>"),
    good.replacing("ngram 3=1\n\n", with: "ngram 3=1\n"), good.replacing("\t0\n", with: "\t\n"),
    good.replacing("\t-0.1\n", with: "\t-0.1 \n").replacing("-0.5\ta", with: "-5e-1\ta"),
  ])
  func asOthersWriteThem(text: String) throws {
    defer { folder.remove() }
    let (found, expected) = (try read(text), try read(Self.good))
    for line in ["a b", "a b b", "x", "", "b a x"] {
      #expect(found.score(line).logProbability == expected.score(line).logProbability, "\(line)")
    }
  }

  @Test func aBackoffThatIsLeftOutIsNone() throws {
    defer { folder.remove() }
    let found = try read(
      Self.good.replacing("a b\t-0.25", with: "a b").replacing("\tb\t-0.1", with: "\tb"))
    // b after a b: no back-off of a b, nor of b.
    #expect(abs(found.score("a b b").logProbability / log(10) - (-0.4 - 0.1 - 0.7 - 0.2)) < 1e-6)
  }

  /// Logarithms of 0 are -99, as SRILM writes them, so that no sum is infinite.
  @Test func logarithmsOfZero() throws {
    defer { folder.remove() }
    let found = try read(Self.good.replacing("-0.9\t<unk>", with: "-Inf\t<unk>"))
    #expect(abs(found.score("x").logProbability / log(10) - (-0.3 - 99 - 0.6)) < 1e-4)
  }

  /// The same probabilities after any conversion, of known and unknown words, and of what is a token.
  @Test(
    arguments: [
      { $0.vocabularySize = 12 }, { $0.minimumCount = 8 }, { $0.level = .character },
      { ($0.level, $0.vocabularySize) = (.grapheme, 6) },
      { ($0.minimumCount, $0.prune) = (3, [5, 5, 5]) }, { $0.prune = [2, 3] },
      { ($0.vocabularySize, $0.smoothing) = (9, .wittenBell) },
    ] as [@Sendable (inout NGramSettings) -> Void])
  func conversionsChangeNothing(change: @Sendable (inout NGramSettings) -> Void) throws {
    defer { folder.remove() }
    let lines = ngramText(lines: 200, words: 40, seed: 9) + ["<unk> w1 é e\u{301}"]
    let model = try ngramModel(lines, change)
    try model.write(arpa: folder.path + "/model.arpa")
    let arpa = try NGramLanguageModel(arpa: folder.path + "/model.arpa")
    try arpa.save(to: RunDirectory(folder.path + "/model"))
    let mapped = try NGramLanguageModel(directory: RunDirectory(folder.path + "/model"))
    try mapped.write(arpa: folder.path + "/again.arpa")
    for line in lines + ["never w1 w39 w38", "w0 <unk> w1", ""] {
      for other in [arpa, mapped] {
        let (a, b) = (model.score(line), other.score(line))
        #expect(abs(a.logProbability - b.logProbability) < 1e-9, "\(line)")
        #expect(a.tokens == b.tokens, "\(line)")
      }
    }
    func sorted(_ name: String) throws -> [String] {
      try String(contentsOfFile: folder.path + "/" + name, encoding: .utf8).split(separator: "\n")
        .map(String.init).sorted()
    }
    #expect(try sorted("again.arpa") == sorted("model.arpa"))
  }

  /// Every beginning of a file but the whole one is refused, never trapped on.
  @Test func cutShortAnywhere() throws {
    defer { folder.remove() }
    let bytes = Array(Self.good.utf8)
    for length in 0..<bytes.count - 2 {
      let text = String(decoding: bytes[..<length], as: UTF8.self)
      #expect(inputError { _ = try read(text) } != nil, "\(length) bytes")
    }
  }

  @Test(arguments: ["model.arpa", "model.arpa.gz"])
  func writtenAndReadAgain(name: String) throws {
    defer { folder.remove() }
    let lines =
      ngramText(lines: 100, words: 30, seed: 3) + [
        "<unk> <UNK> \\u{20} \\ é e\u{301}", "<unk> w1", "\u{A0}x\u{A0}y",
        "w1 \u{94D} \u{301}x w2", "\\u{41} \\u{\u{301} \\",
      ]
    let model = try ngramModel(lines) { $0.order = 4 }
    let path = folder.path + "/" + name
    try model.write(arpa: path)
    let again = try NGramLanguageModel(arpa: path)
    #expect(again.counts == model.counts)
    for line in lines + ["never w1 w2", "<unk> <unk>"] {
      let (a, b) = (model.score(line), again.score(line))
      #expect(abs(a.logProbability - b.logProbability) < 1e-9, "\(line)")
      #expect(a.unknown == b.unknown)
    }
    try again.write(arpa: folder.path + "/again.arpa")
    try model.write(arpa: folder.path + "/once.arpa")
    func sorted(_ name: String) throws -> [String] {
      try String(contentsOfFile: folder.path + "/" + name, encoding: .utf8).split(separator: "\n")
        .map(String.init).sorted()
    }
    #expect(try sorted("again.arpa") == sorted("once.arpa"))
  }

  @Test func charactersThatSeparate() throws {
    defer { folder.remove() }
    let model = try ngramModel(["a b\tc", "b  a"]) { $0.level = .character }
    try model.write(arpa: folder.path + "/model.arpa")
    let again = try NGramLanguageModel(arpa: folder.path + "/model.arpa")
    #expect(again.vocabulary.contains(" "))
    #expect(again.vocabulary.contains("\t"))
    #expect(again.counts == model.counts)
  }
}
