import Foundation
import ParlanceSystem
import ParlanceTestSupport
import Testing

@testable import ParlanceText

/// A `tokenizer.json`, and texts in six scripts as tokenizers cuts and joins them.
private struct TokenizerCase: Decodable {
  let name: String
  let file: String
  let lines: [String]
  let tokens: [[String]]
  let joined: [String]
  let hasDecoder: Bool

  static func all() throws -> [TokenizerCase] {
    try JSONDecoder().decode([TokenizerCase].self, from: goldenData("tokenizers.json"))
  }
}

@Suite struct TokenizerFileTests {
  private func withFile<Result>(_ text: String, _ body: (String) throws -> Result) throws -> Result
  {
    let path = FileManager.default.temporaryDirectory
      .appendingPathComponent(UUID().uuidString).path
    try AtomicFile.write(text, to: path)
    defer { try? FileManager.default.removeItem(atPath: path) }
    return try body(path)
  }

  @Test func piecesAndLinesAreThoseOfTokenizers() throws {
    let cases = try TokenizerCase.all()
    #expect(cases.count == 8)
    for golden in cases {
      let tokenizer = try withFile(golden.file) { try TokenizerFile.read(from: $0) }
      for (line, tokens) in zip(golden.lines, golden.tokens) {
        let found = tokenizer.tokens(line)
        #expect(
          found.count == tokens.count && zip(found, tokens).allSatisfy(haveEqualScalars),
          "\(golden.name): \(line): \(found), \(tokens)")
      }
      guard golden.hasDecoder else { continue }
      for (tokens, line) in zip(golden.tokens, golden.joined) {
        #expect(haveEqualScalars(tokenizer.joined(tokens), line), "\(golden.name): \(tokens)")
      }
    }
  }

  @Test(arguments: [
    ("[]", "expected a JSON object"), ("\u{0}\u{1}", "expected a JSON object"),
    ("{}", "the tokenizer has no model"),
    (#"{"model": {"type": "Unigram", "vocab": []}}"#, "the model Unigram is not supported"),
    (#"{"model": {"type": "WordLevel", "vocab": {}}}"#, "the model WordLevel is not supported"),
    (#"{"model": {"type": "BPE", "vocab": {}}}"#, "merge 1: expected two symbols"),
    (
      #"{"model": {"type": "WordPiece", "vocab": {}}, "normalizer": {"type": "Precompiled"}}"#,
      "the normalizer Precompiled is not supported"
    ),
    (
      #"{"model": {"type": "WordPiece", "vocab": {}}, "pre_tokenizer": {"type": "Split"}}"#,
      "the pre_tokenizer Split is not supported"
    ),
    (
      #"{"model": {"type": "WordPiece", "vocab": {}}, "decoder": {"type": "CTC"}}"#,
      "the decoder CTC is not supported"
    ),
  ])
  func whatIsNotKnownIsNamed(_ text: String, _ message: String) throws {
    let error = try withFile(text) { path in
      #expect(throws: InputError.self) { try TokenizerFile.read(from: path) }
    }
    #expect(error!.kind == .badData && error!.message.contains(message), "\(error!)")
    let missing = #expect(throws: InputError.self) { try TokenizerFile.read(from: "no-such.json") }
    #expect(missing!.kind == .missingInput)
  }
}
