import ParlanceArrays
import ParlanceAutograd
import ParlanceDecoding
import ParlanceNN
import ParlanceSystem
import ParlanceTestSupport
import ParlanceText
import ParlanceTraining
import Testing

@testable import ParlanceLanguageModels

@Suite struct TransformerLanguageModelTests {
  private var architecture: LanguageModelArchitecture {
    var architecture = LanguageModelArchitecture()
    architecture.network = .transformer
    architecture.vocabularySize = 9
    (architecture.embeddingSize, architecture.hiddenSize) = (8, 8)
    (architecture.layers, architecture.heads, architecture.window) = (2, 2, 4)
    return architecture
  }

  private func model(_ architecture: LanguageModelArchitecture) -> TransformerLanguageModel {
    var generator = RandomGenerator(seed: 3)
    return TransformerLanguageModel(architecture, using: &generator)
  }

  @Test(arguments: GoldenCase.all("transformer_models", "language_model"))
  func lossAndGradientsArePyTorchs(_ golden: GoldenCase) {
    var architecture = LanguageModelArchitecture()
    (architecture.network, architecture.vocabularySize) = (.transformer, 11)
    (architecture.embeddingSize, architecture.hiddenSize) = (golden.settings.int("embedding"), 8)
    (architecture.layers, architecture.heads, architecture.feedForwardSize) = (2, 2, 6)
    architecture.window = golden.settings.int("window")
    architecture.tied = golden.settings.bool("tied")
    func ids(_ name: String) -> [Int32] { golden.integers(name).values.map(Int32.init) }
    let lengths = golden.integers("lengths").values.map { Int($0) }
    let batch = TokenBatch(
      inputs: ids("tokens"), targets: ids("targets"), batchSize: 3, sequenceLength: 6,
      lengths: lengths, startsAfresh: true)
    expectCase(golden, module: model(architecture)) { model, _ in
      [model.trainingLoss(batch, mode: .evaluation).loss]
    }
  }

  @Test func partsWithCarriedStateGiveWhatTheWholeGives() {
    let model = model(architecture)
    let tokens: [Int32] = [3, 4, 5, 6, 7, 8, 4, 5, 3, 8]
    let whole = model(tokens, batchSize: 1, sequenceLength: 10).input.hidden
    for cut in [1, 3, 9] {
      let first = model(Array(tokens[..<cut]), batchSize: 1, sequenceLength: cut)
      let second = model(
        Array(tokens[cut...]), batchSize: 1, sequenceLength: 10 - cut, state: first.state)
      let joined = concatenate([first.input.hidden, second.input.hidden])
      #expect(distance(joined.array, whole.array) < 1e-5)
    }
  }

  @Test func onlyTheWindowCounts() {
    var architecture = architecture
    architecture.layers = 1
    let model = model(architecture)
    func last(_ tokens: [Int32]) -> NDArray {
      let hidden = model(tokens, batchSize: 1, sequenceLength: tokens.count).input.hidden
      return hidden.slice(axis: 0, tokens.count - 1..<tokens.count).array
    }
    #expect(distance(last([3, 4, 5, 6, 7]), last([8, 4, 5, 6, 7])) < 1e-6)
    #expect(distance(last([3, 4, 5, 6, 7]), last([3, 8, 5, 6, 7])) > 1e-4)
    // Of equal tokens, their distance counts.
    #expect(distance(last([4, 5, 5, 6]), last([5, 4, 5, 6])) > 1e-5)
  }

  @Test func embeddingsOfAnotherSizeAreProjected() {
    var architecture = architecture
    architecture.embeddingSize = 3
    let names = model(architecture).namedParameters().map(\.name)
    #expect(names.contains("projection.weight"))
    #expect(names.contains("layers.1.self_attn.in_proj_weight"))
    #expect(!model(self.architecture).namedParameters().map(\.name).contains("projection.weight"))
  }

  @Test func headsAreChosenByTheSize() {
    var architecture = LanguageModelArchitecture()
    architecture.network = .transformer
    architecture.vocabularySize = 9
    for (size, heads) in [(256, 8), (64, 2), (200, 5), (20, 1), (2, 1)] {
      architecture.hiddenSize = size
      #expect(architecture.headCount == heads, "\(size)")
      #expect(architecture.problem == nil)
    }
    architecture.hiddenSize = 7
    #expect("\(architecture.problem!)".contains("hiddenSize"))
    architecture.hiddenSize = 20
    architecture.heads = 4
    #expect("\(architecture.problem!)".contains("multiple of 8"))
  }

  @Test func learnsEightSentencesByHeart() throws {
    let folder = try TemporaryFolder()
    defer { folder.remove() }
    let text = try folder.file("train.txt", sentences.joined(separator: "\n") + "\n")
    var settings = smallSettings(text)
    settings.architecture.network = .transformer
    // A stream's sentences are known by those before them.
    (settings.architecture.context, settings.architecture.window) = (.line, 8)
    settings.training.epochs = 40
    let report = try train(settings, to: folder.path + "/model")
    #expect(try #require(report.validation).perplexity < 1.6)
    let model = try LanguageModel(directory: RunDirectory(folder.path + "/model"))
    #expect(model.network is TransformerLanguageModel)
    var greedy = GenerationOptions()
    greedy.temperature = 0
    var generator = RandomGenerator(seed: 1)
    let written = model.generate(prompt: "the bird", greedy, using: &generator).text
    #expect(written == "the bird sings .")
  }

  @Test(arguments: [LanguageModelArchitecture.Context.stream, .line])
  func interruptedAndResumedGivesTheSameBits(
    context: LanguageModelArchitecture.Context
  ) throws {
    let folder = try TemporaryFolder()
    defer { folder.remove() }
    let text = try folder.file("train.txt", sentences.joined(separator: "\n") + "\n")
    var settings = smallSettings(text)
    settings.architecture.network = .transformer
    (settings.architecture.context, settings.architecture.window) = (context, 5)
    (settings.architecture.dropout, settings.sequenceLength) = (0.1, 3)
    settings.training.epochs = 2
    _ = try train(settings, to: folder.path + "/whole")
    let stop = StopRequest()
    let run = try LanguageModelRun(settings, output: folder.path + "/parts")
    let watcher = Stopping(after: 3, stop)
    #expect(throws: TrainingInterrupted.self) {
      try run.train(observer: watcher, stop: stop)
    }
    _ = try train(settings, to: folder.path + "/parts", .resume)
    let weights = try ["whole", "parts"].map {
      try Safetensors.read("\(folder.path)/\($0)/weights.safetensors")
    }
    #expect(weights[0] == weights[1])
  }
}
