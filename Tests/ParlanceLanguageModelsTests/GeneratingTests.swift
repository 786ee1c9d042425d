import Foundation
import ParlanceLanguageModels
import ParlanceSystem
import ParlanceText
import ParlanceTraining
import Testing

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
    let beam = try generate("the") { $0.beamWidth = 8 }
    #expect(beam.logProbability >= greedy.logProbability - 1e-6)
  }

  @Test func lengthIsALimit() throws {
    #expect(try generate("a") { $0.maximumLength = 0 }.text == "a")
    #expect(try generate("a") { $0.maximumLength = 2 }.tokens == 2)
    #expect(
      try generate("a") {
        $0.maximumLength = 30
        $0.stopsAtSentenceEnd = false
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

  @Test func problemsAreNamed() {
    var options = GenerationOptions()
    #expect(options.problem == nil)
    options.temperature = -.infinity
    #expect(options.problem != nil)
    options = GenerationOptions()
    options.topP = 0
    #expect(options.problem != nil)
  }
}
