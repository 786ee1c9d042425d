import Foundation
import ParlanceSystem
import ParlanceTestSupport
import Testing

@testable import ParlanceText

/// Random words in six scripts as subword-nmt and tokenizers cut them.
struct SubwordCase: Decodable {
  let train: String
  let held: String
  let merges: Int
  let minimumCount: Int
  let codes: String
  let encoded: [String]
  let vocabulary: String
  let threshold: Int
  let limited: [String]

  static func all() throws -> [SubwordCase] {
    try JSONDecoder().decode([SubwordCase].self, from: goldenData("subwords.json"))
  }

  func withFile<Result>(_ text: String, _ body: (String) throws -> Result) throws -> Result {
    let path = FileManager.default.temporaryDirectory
      .appendingPathComponent(UUID().uuidString).path
    try AtomicFile.write(text, to: path)
    defer { try? FileManager.default.removeItem(atPath: path) }
    return try body(path)
  }
}

@Suite struct BytePairEncodingTests {
  @Test func piecesAreThoseOfSubwordNMT() throws {
    for golden in try SubwordCase.all() {
      let encoding = try golden.withFile(golden.codes) { try BytePairEncoding.read(from: $0) }
      #expect(encoding.fileContents == golden.codes)
      let lines = golden.held.parts(between: 0x0A).map(String.init)
      #expect(lines.map { encoding.tokens($0).joined(separator: " ") } == golden.encoded)
      for (line, pieces) in zip(lines, golden.encoded) {
        #expect(encoding.joined(pieces.parts(between: 0x20).map(String.init)) == line)
      }
    }
  }

  @Test func piecesThatMayNotBeUsedAreCutFurther() throws {
    for golden in try SubwordCase.all() {
      var encoding = try golden.withFile(golden.codes) { try BytePairEncoding.read(from: $0) }
      encoding.limits.pieces = try golden.withFile(golden.vocabulary) {
        try BytePairEncoding.pieces(from: $0, minimumCount: golden.threshold)
      }
      let lines = golden.held.parts(between: 0x0A).map(String.init)
      #expect(lines.map { encoding.tokens($0).joined(separator: " ") } == golden.limited)
    }
  }

  @Test func charactersThatAreNoPiecesAreSpelledByBytes() {
    var encoding = BytePairEncoding([.init("a", "b"), .init("ab", "c</w>")])
    encoding.limits = .init(pieces: ["a@@", "b@@", "ab@@", "abc"], hasByteFallback: true)
    #expect(encoding.pieces(of: "abc") == ["abc"])
    #expect(encoding.pieces(of: "abé") == ["ab@@", "<0xC3>@@", "<0xA9>"])
    #expect(encoding.pieces(of: "天a") == ["<0xE5>@@", "<0xA4>@@", "<0xA9>@@", "<0x61>"])
    #expect(encoding.joined(encoding.tokens("abé 天a abc")) == "abé 天a abc")
    #expect(Set(BytePairEncoding.byteTokens).count == 512)
    #expect(encoding.pieces(of: "é").allSatisfy(BytePairEncoding.byteTokens.contains))
    // Bytes that spell no character.
    #expect(encoding.joined(["<0xC3>@@", "a"]) == "\u{FFFD}a")
  }

  @Test(arguments: ["a@@", "@@", "@", "@@@@", "a@ @@b", "x"])
  func whatLooksLikeTheMarkIsJoinedAgain(_ line: String) {
    for encoding in [
      BytePairEncoding([]), BytePairEncoding([.init("@", "@</w>"), .init("@", "@")]),
    ] {
      #expect(encoding.joined(encoding.tokens(line)) == line)
    }
  }

  @Test func edges() {
    let encoding = BytePairEncoding([.init("a", "a")])
    #expect(encoding.tokens("") == [])
    #expect(encoding.tokens("   ") == [])
    #expect(encoding.pieces(of: "") == [])
    #expect(encoding.pieces(of: "aaaaa") == ["aa@@", "aa@@", "a"])
    // A mark that joins the letter before it is a character of its own.
    #expect(encoding.pieces(of: "e\u{301}") == ["e@@", "\u{301}"])
    #expect(encoding.joined([]) == "")
  }

  @Test func aLongWordTakesNoTimeOfItsSquare() {
    let encoding = BytePairEncoding([.init("a", "b"), .init("ab", "ab"), .init("abab", "abab")])
    let pieces = encoding.pieces(of: String(repeating: "ab", count: 40_000) + "c")
    #expect(pieces.count == 10_001)
    #expect(pieces.first == "abababab@@")
  }

  @Test func mergesAreLeftOutAtRandom() {
    let merges: [BytePairEncoding.Merge] = [
      .init("a", "b"), .init("ab", "c"), .init("abc", "d</w>"),
    ]
    let encoding = BytePairEncoding(merges)
    var generator = SplitMix64(seed: 1)
    var counts: [Int: Int] = [:]
    for _ in 0..<4000 {
      let pieces = encoding.pieces(of: "abcd", dropout: 0.5, using: &generator)
      #expect(encoding.joined(pieces) == "abcd")
      counts[pieces.count, default: 0] += 1
    }
    // Each of the three merges is there with probability a half, in a round of its own.
    #expect(abs(Double(counts[4]!) / 4000 - 0.5) < 0.03)
    #expect(abs(Double(counts[1]!) / 4000 - 0.125) < 0.02)
    #expect(encoding.pieces(of: "abcd", dropout: 1, using: &generator).count == 4)
    #expect(encoding.pieces(of: "abcd", dropout: 0, using: &generator) == ["abcd"])
  }

  @Test(arguments: [
    ("", "the file is empty"), ("a b\n", "expected the line #version: 0.2"),
    ("#version: 0.2\na b c\n", "expected two symbols"), ("#version: 0.2\nab\n", "found ab"),
  ])
  func filesThatAreNoMerges(_ text: String, _ message: String) throws {
    let path = FileManager.default.temporaryDirectory
      .appendingPathComponent(UUID().uuidString).path
    try AtomicFile.write(text, to: path)
    defer { try? FileManager.default.removeItem(atPath: path) }
    let error = #expect(throws: InputError.self) { try BytePairEncoding.read(from: path) }
    #expect("\(error!)".contains(message))
  }
}
