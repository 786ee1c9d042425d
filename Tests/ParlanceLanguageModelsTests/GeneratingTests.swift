import Foundation
import ParlanceArrays
import ParlanceDecoding
import ParlanceLanguageModels
import ParlanceSystem
import ParlanceTestSupport
import ParlanceText
import ParlanceTraining
import Testing

@testable import ParlanceLanguageModels

@Suite struct GeneratingTests {
  /// A model that knows the sentences by heart.
  // Read by all tests, changed by none.
  nonisolated(unsafe) private static let model: LanguageModel? = {
    guard let folder = try? TemporaryFolder() else { return nil }
    defer { folder.remove() }
    guard let path = try? folder.file("train.txt", sentences.joined(separator: "\n") + "\n")
    else { return nil }
    var settings = smallSettings(path)
    settings.training.epochs = 120
    settings.architecture.context = .line
    settings.architecture.layers = 1
    _ = try? train(settings, to: folder.path + "/model")
    return try? LanguageModel(directory: RunDirectory(folder.path + "/model"))
  }()

  private func generate(
    _ prompt: String, seed: UInt64 = 1, _ change: (inout GenerationOptions) -> Void = { _ in }
  ) throws -> GeneratedText {
    var options = GenerationOptions()
    change(&options)
    var generator = RandomGenerator(seed: seed)
    return try #require(Self.model).generate(prompt: prompt, options, using: &generator)
  }

  @Test func theLikeliestContinuationIsTheSentence() throws {
    #expect(try generate("a fish") { $0.temperature = 0 }.text == "a fish swims in the sea .")
    #expect(try generate("a fish") { $0.topK = 1 }.text == "a fish swims in the sea .")
    #expect(try generate("a fish") { $0.topP = 1e-9 }.text == "a fish swims in the sea .")
    #expect(try generate("a fish") { $0.beamWidth = 4 }.text == "a fish swims in the sea .")
  }

  @Test func aLineFeedOfAPromptEndsALine() throws {
    let text = try generate("a fish swims in the sea .\na fish") { $0.temperature = 0 }.text
    #expect(text == "a fish swims in the sea .\na fish swims in the sea .")
    let model = try #require(Self.model)
    // Each line is read by itself.
    #expect(model.ids(ofPrompt: "a\r\nfish") == [model.vocabulary.id(of: "fish")])
    #expect(model.ids(ofPrompt: "a\n").isEmpty)
    let stream = try LanguageModel(directory: RunDirectory(goldenPath("models-0.1") + "/lstm"))
    #expect(stream.ids(ofPrompt: "the\n").last == Vocabulary.sentenceEndID)
    #expect(model.ids(ofPrompt: "").isEmpty)
  }

  @Test func oneSeedOneText() throws {
    let texts = try (1...20).map { try generate("", seed: UInt64($0)) { $0.temperature = 2 }.text }
    #expect(try generate("", seed: 7) { $0.temperature = 2 }.text == texts[6])
    #expect(Set(texts).count > 10)
  }

  @Test func probabilitiesAreThoseOfTheScore() throws {
    let text = try generate("", seed: 3)
    let score = try #require(Self.model).score(text.text)
    #expect(text.tokens == score.tokens)
    #expect(abs(text.logProbability - score.logProbability) < 1e-4)
  }

  @Test func aBeamFindsNothingWorseThanTheGreedyText() throws {
    let greedy = try generate("the") { $0.temperature = 0 }
    for penalty in [0, 1.0] {
      let beam = try generate("the") {
        $0.beamWidth = 8
        $0.lengthPenalty = penalty
      }
      func score(_ text: GeneratedText) -> Double {
        text.logProbability / pow(Double(text.tokens), penalty)
      }
      #expect(score(beam) >= score(greedy) - 1e-6)
    }
  }

  /// A search does not end a text at once, not even where that is the likeliest.
  @Test func aBeamAnswersNotNothing() throws {
    let model = try ngramModel([String](repeating: "", count: 50) + ["a b c", "a d c b", "e"])
    var options = GenerationOptions()
    options.beamWidth = 4
    options.lengthPenalty = 0
    var generator = RandomGenerator(seed: 1)
    #expect(!model.generate(options, using: &generator).text.isEmpty)
    let text = model.generate(prompt: "e", options, using: &generator)
    #expect(text.tokens > 1 && text.text.hasPrefix("e "))
  }

  /// A model of characters that read its text as a stream writes on after a line; others end there.
  @Test func streamsOfCharactersGoOn() throws {
    let tokens = ["a", "b", ":", " "]
    let vocabulary = try Vocabulary(tokens: Vocabulary.specials + tokens)
    for level in TextLevel.allCases {
      for context in LanguageModelArchitecture.Context.allCases {
        var architecture = LanguageModelArchitecture()
        architecture.vocabularySize = vocabulary.count
        architecture.embeddingSize = 4
        architecture.hiddenSize = 4
        architecture.layers = 1
        architecture.level = level
        architecture.context = context
        var generator = RandomGenerator(seed: 1)
        let model = LanguageModel(
          network: RecurrentLanguageModel(architecture, using: &generator), vocabulary: vocabulary)
        let goesOn = ![TextLevel.word, .subword].contains(level) && context == .stream
        #expect(model.endsTextsAtLineEnds == !goesOn)
        var options = GenerationOptions()
        options.maximumLength = 300
        let text = model.generate(prompt: "a:", options, using: &generator)
        #expect((text.tokens == 300) == goesOn, "\(level) \(context)")
        #expect(text.text.contains("\n") == goesOn)
        options.lines = 3
        let three = model.generate(prompt: "a:", options, using: &generator)
        #expect(three.text.count { $0 == "\n" } == 2)
      }
    }
  }

  @Test func lengthIsALimit() throws {
    #expect(try generate("a") { $0.maximumLength = 0 }.text == "a")
    #expect(try generate("a") { $0.maximumLength = 2 }.tokens == 2)
    #expect(
      try generate("a") {
        $0.maximumLength = 30
        $0.lines = 0
      }.tokens == 30)
  }

  @Test func specialTokensAreNeverWritten() throws {
    for seed in 1...20 {
      let text = try generate("", seed: UInt64(seed)) { $0.temperature = 50 }.text
      for token in [Vocabulary.padding, Vocabulary.unknown, Vocabulary.sentenceStart] {
        #expect(!text.contains(token))
      }
    }
  }
}
