import ParlanceArrays
import ParlanceAutograd
import ParlanceDecoding
import ParlanceNN
import ParlanceSystem
import ParlanceText
import ParlanceTraining
import Testing

@testable import ParlanceLanguageModels

/// Language models over pieces of words.
@Suite struct SubwordLanguageModelTests {
  private func settings(_ folder: TemporaryFolder) throws -> LanguageModelSettings {
    let text = try folder.file("train.txt", sentences.joined(separator: "\n") + "\n")
    var settings = smallSettings(text)
    (settings.architecture.level, settings.subwords.merges) = (.subword, 20)
    settings.architecture.context = .line
    return settings
  }

  @Test func learnsEightSentencesByHeart() throws {
    let folder = try TemporaryFolder()
    defer { folder.remove() }
    var settings = try settings(folder)
    settings.architecture.layers = 1
    (settings.training.epochs, settings.training.learningRate) = (150, 0.02)
    let report = try train(settings, to: folder.path + "/model")
    #expect(try #require(report.validation).perplexity < 2)
    let model = try LanguageModel(directory: RunDirectory(folder.path + "/model"))
    #expect(try #require(model.tokenizer.encoding).merges.count > 10)
    #expect(model.vocabulary.tokens.contains { $0.hasSuffix("@@") && !$0.hasPrefix("<") })
    var greedy = GenerationOptions()
    greedy.temperature = 0
    var generator = RandomGenerator(seed: 1)
    let written = model.generate(prompt: "birds", greedy, using: &generator).text
    #expect(written == "birds sing in the morning .")
    // Nothing is unknown, and what is strange is improbable.
    let (known, strange) = (model.score("the sea is blue ."), model.score("ζ is 🙂 ."))
    #expect(known.unknown == 0 && strange.unknown == 0)
    #expect(known.logProbability > strange.logProbability + 5)
    let corpus = try model.corpus(path: settings.train!, skipBlankLines: true)
    #expect(corpus.outOfVocabularyCount == 0)
    #expect(model.evaluate(corpus).tokens == corpus.tokenCount)
  }

  @Test func aModelThatIsSavedAgainGivesTheSame() throws {
    let folder = try TemporaryFolder()
    defer { folder.remove() }
    _ = try train(try settings(folder), to: folder.path + "/model")
    let model = try LanguageModel(directory: RunDirectory(folder.path + "/model"))
    try model.save(to: RunDirectory(folder.path + "/copy"))
    let copy = try LanguageModel(directory: RunDirectory(folder.path + "/copy"))
    #expect(copy.tokenizer == model.tokenizer)
    #expect(copy.score("a new day ζ") == model.score("a new day ζ"))
  }

  @Test func otherPiecesInEachEpochEndWithTheSameBitsAfterAnInterruption() throws {
    let folder = try TemporaryFolder()
    defer { folder.remove() }
    var settings = try settings(folder)
    settings.subwords.subwordDropout = 0.2
    _ = try train(settings, to: folder.path + "/whole")
    let stop = StopRequest()
    let run = try LanguageModelRun(settings, output: folder.path + "/parts")
    #expect(throws: TrainingInterrupted.self) {
      try run.train(observer: Stopping(after: 6, stop), stop: stop)
    }
    _ = try train(settings, to: folder.path + "/parts", .resume)
    let weights = try ["whole", "parts"].map {
      try Safetensors.read("\(folder.path)/\($0)/weights.safetensors")
    }
    #expect(weights[0] == weights[1])
    settings.subwords.subwordDropout = 0
    _ = try train(settings, to: folder.path + "/plain")
    #expect(try Safetensors.read(folder.path + "/plain/weights.safetensors") != weights[0])
  }

  @Test func modelsOverOtherPiecesAreComparedByCharacters() throws {
    let folder = try TemporaryFolder()
    defer { folder.remove() }
    var settings = try settings(folder)
    _ = try train(settings, to: folder.path + "/a")
    settings.subwords.merges = 5
    _ = try train(settings, to: folder.path + "/b")
    let names = ["a", "b"].map { folder.path + "/" + $0 }
    let models = try names.map { try languageModel(at: $0) }
    let comparison = try LanguageModelComparison(
      models, names: names, bytes: [0, 0], lines: sentences)
    #expect(comparison.models[0].tokens < comparison.models[1].tokens)
    #expect(comparison.models.allSatisfy { $0.difference?.perplexity == nil })
    let error = #expect(throws: InputError.self) {
      try MixtureLanguageModel(models, names: names, weights: nil)
    }
    #expect(error!.message.contains("cut words into other pieces"))
  }

  @Test func settingsThatDoNotGoTogetherAreNamed() throws {
    var settings = LanguageModelSettings(train: "x")
    settings.architecture.level = .subword
    #expect(settings.problem == nil)
    settings.vocabularySize = 100
    #expect("\(settings.problem!)".contains("vocabularySize: expected none for pieces"))
    settings.vocabularySize = nil
    settings.subwords.merges = 0
    #expect("\(settings.problem!)".contains("merges: expected at least 1"))
    settings.subwords = SubwordSettings()
    settings.subwords.subwordDropout = 1
    #expect("\(settings.problem!)".contains("subwordDropout"))
  }
}
