import Foundation
import ParlanceDecoding
import ParlanceLanguageModels
import ParlanceSystem
import ParlanceText
import Testing

@testable import ParlanceHosting

/// What is told of a text, piece by piece, is the text.
@Suite struct TextStreamTests {
  /// Writes accents and joiners, or bytes that are no scalar by themselves.
  private func model(_ level: TextLevel) throws -> LanguageModel {
    let bytes = Array("aé€".utf8).map { String(format: "<0x%02X>", $0) }
    let tokens =
      level == .subword
      ? bytes.flatMap { [$0 + "@@", $0] }
      : ["e", "\u{301}", "\u{200D}", "👩", "🚀", "\r", "\u{1F1E9}"]
    var architecture = LanguageModelArchitecture()
    (architecture.level, architecture.embeddingSize, architecture.hiddenSize) = (level, 8, 8)
    let vocabulary = try Vocabulary(tokens: Vocabulary.specials + tokens)
    architecture.vocabularySize = vocabulary.count
    var generator = RandomGenerator(seed: 2)
    return LanguageModel(
      network: architecture.makeNetwork(using: &generator), vocabulary: vocabulary,
      encoding: level == .subword ? BytePairEncoding([]) : nil)
  }

  @Test(arguments: [TextLevel.character, .subword], UInt64(1)...8)
  func piecesMakeTheText(_ level: TextLevel, _ seed: UInt64) async throws {
    let model = try model(level)
    // A line that has ended is no part of what is written after it.
    let prompt = (level == .subword ? "aé" : "e") + (seed % 4 == 0 ? "\n" : "")
    var options = GenerationOptions()
    (options.maximumLength, options.lines) = (60, 0)
    let (events, continuation) = TextStream.Events.makeStream()
    let stream = TextStream(
      prompt, options, seed: RandomKey(seed: seed), alternatives: 0, lengthLimit: 100,
      deadline: .now, events: continuation)
    var groups = StreamGroups()
    groups.begin(stream, model)
    while groups.count > 0 { _ = groups.step(model) }
    var told = Array(prompt.unicodeScalars)
    for try await event in events {
      if case .piece(let piece) = event { told += piece.text.unicodeScalars }
    }
    var generator = RandomGenerator(seed: seed)
    let text = model.generate(prompt: prompt, options, using: &generator).text
    #expect(told == Array(text.unicodeScalars))
  }
}
