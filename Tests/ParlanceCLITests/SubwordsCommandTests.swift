import Foundation
import Testing

/// `parlance subwords`.
@Suite struct SubwordsCommandTests {
  private let folder = TemporaryFolder()

  private func learned(_ merges: Int = 6) throws -> (text: String, codes: String) {
    let line = "the lowest of the newest and the widest of the slowest\n"
    let text = folder.write(String(repeating: line, count: 3), to: "text.txt")
    let codes = folder.file("codes.bpe")
    let outcome = try parlance(
      "subwords", "train", "--train", text, "--merges", "\(merges)", "--output", codes,
      "--overwrite")
    #expect(outcome.status == 0, "\(outcome.errors)")
    return (text, codes)
  }

  @Test func whatIsCutIsJoinedAgain() throws {
    let (text, codes) = try learned()
    let encoded = try parlance("subwords", "encode", "--codes", codes, text)
    #expect(encoded.status == 0 && encoded.lines.count == 3)
    #expect(encoded.lines.allSatisfy { $0.contains("@@ ") && $0.hasPrefix("the ") })
    let decoded = try parlance("subwords", "decode", "--codes", codes, input: encoded.output)
    #expect(decoded.output == folder.read("text.txt"))
  }

  @Test func piecesAreCountedAndLimited() throws {
    let (text, codes) = try learned()
    let encoded = try parlance("subwords", "encode", "--codes", codes, text)
    let counts = try parlance("subwords", "vocabulary", input: encoded.output)
    #expect(counts.lines.first == "the 12")
    let vocabulary = folder.write(counts.output, to: "pieces.txt")
    let limited = try parlance(
      "subwords", "encode", "--codes", codes, "--vocabulary", vocabulary,
      "--vocabulary-threshold", "4", "--byte-fallback", "--format", "json",
      input: "the é widest\n")
    let tokens = try limited.object()["tokens"] as? [String]
    #expect(tokens?.prefix(3) == ["the", "<0xC3>@@", "<0xA9>"])
    let joined = try parlance(
      "subwords", "decode", input: tokens!.joined(separator: " ") + "\n")
    #expect(joined.output == "the é widest\n")
  }

  @Test func dropoutIsThatOfTheSeed() throws {
    let (text, codes) = try learned()
    func encode(_ seed: Int) throws -> String {
      try parlance(
        "subwords", "encode", "--codes", codes, "--dropout", "0.5", "--seed", "\(seed)", text
      ).output
    }
    #expect(try encode(1) == encode(1))
    #expect(try encode(1) != encode(2))
  }

  @Test func wrongInput() throws {
    let (text, codes) = try learned()
    func expect(_ status: Int32, _ message: String, _ arguments: String...) throws {
      let outcome = try Command(["subwords"] + arguments).finish()
      #expect(outcome.status == status && outcome.errors.contains(message), "\(outcome)")
    }
    try expect(66, "nowhere.txt", "encode", "--codes", "nowhere.txt", text)
    try expect(65, "expected the line #version: 0.2", "encode", "--codes", text, text)
    try expect(73, "give --overwrite", "train", "--train", text, "--output", codes)
    try expect(64, "--merges: expected", "train", "--train", text, "--merges", "0", "--output", "x")
    try expect(64, "--dropout: expected 0 to 1", "encode", "--codes", codes, "--dropout", "2", text)
    try expect(64, "expected a --vocabulary", "encode", "--codes", codes, "--byte-fallback", text)
    try expect(65, "a piece and its count", "encode", "--codes", codes, "--vocabulary", text, text)
  }
}
