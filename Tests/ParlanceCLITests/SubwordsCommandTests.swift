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

  @Test func aTokenizerFileIsReadToo() throws {
    let json = folder.write(
      ###"{"model": {"type": "WordPiece", "unk_token": "?", "vocab": {"?": 0, "low": 1, "##est": 2}},"###
        + #" "pre_tokenizer": {"type": "WhitespaceSplit"}, "decoder": {"type": "WordPiece"}}"#,
      to: "tokenizer.json")
    let encoded = try parlance(
      "subwords", "encode", "--codes", json, input: "lowest low x\n\nlow\n")
    #expect(encoded.output == "low ##est low ?\n\nlow\n")
    let decoded = try parlance(
      "subwords", "decode", "--codes", json, input: "low ##est low\n")
    #expect(decoded.output == "lowest low\n")
    let wrong = try parlance(
      "subwords", "encode", "--codes", json, "--dropout", "0.1", input: "low\n")
    #expect(wrong.status == 64 && wrong.errors.contains("tokenizer.json"))
    let other = folder.write(#"{"model": {"type": "Unigram", "vocab": {}}}"#, to: "other.json")
    let refused = try parlance("subwords", "encode", "--codes", other, input: "low\n")
    #expect(refused.status == 65 && refused.errors.contains("Unigram is not supported"))
  }

  @Test func modelsReadPiecesOfWords() throws {
    let (text, codes) = try learned()
    for (name, more) in [("learned", ["--merges", "9"]), ("given", ["--codes", codes])] {
      let model = folder.file(name)
      let trained = try Command(
        [
          "lm", "train", "--train", text, "--validation", text, "--level", "subword", "--epochs",
          "2", "--hidden-size", "8", "--subword-dropout", "0.1", "--output", model, "--quiet",
        ] + more
      ).finish()
      #expect(trained.status == 0, "\(trained.errors)")
      let evaluated = try parlance(
        "lm", "evaluate", "--model", model, "--data", text, "--format", "json")
      let report = try evaluated.object()
      #expect(report["outOfVocabulary"] as? Int == 0)
      #expect(report["words"] as? Int == 36 && report["characters"] as? Int == 165)
      #expect(try #require(report["tokens"] as? Int) > 36)
      let (nats, tokens) = (report["crossEntropy"] as! Double, report["tokens"] as! Int)
      let perWord = report["perplexityPerWord"] as! Double
      #expect(abs(perWord / exp(nats * Double(tokens) / 36) - 1) < 1e-9)
      let bits = report["bitsPerCharacter"] as! Double
      #expect(abs(bits - nats * Double(tokens) / 165 / log(2)) < 1e-9)
      let written = try parlance(
        "lm", "generate", "--model", model, "--prompt", "the lowest", "--length", "8")
      #expect(written.status == 0 && written.output.hasPrefix("the lowest"))
      #expect(!written.output.contains("@@"))
    }
  }

  @Test func whatDoesNotGoWithPiecesIsNamed() throws {
    let (text, codes) = try learned()
    func expect(_ status: Int32, _ message: String, _ arguments: String...) throws {
      let outcome = try Command(
        ["lm", "train", "--train", text, "--output", folder.file("none")] + arguments
      ).finish()
      #expect(outcome.status == status && outcome.errors.contains(message), "\(outcome)")
      #expect(!folder.exists("none"))
    }
    try expect(64, "subwords encode", "--level", "subword", "--model-type", "kneser-ney")
    try expect(64, "--merges", "--merges", "9")
    try expect(64, "exclude", "--level", "subword", "--merges", "9", "--codes", codes)
    try expect(64, "vocabulary-size", "--level", "subword", "--vocabulary-size", "9")
    try expect(66, "no-such.bpe", "--level", "subword", "--codes", "no-such.bpe")
    try expect(65, "#version", "--level", "subword", "--codes", text)
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
