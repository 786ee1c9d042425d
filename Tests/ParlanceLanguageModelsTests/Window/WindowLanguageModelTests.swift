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

@Suite struct WindowLanguageModelTests {
  private func settings(_ train: String) -> LanguageModelSettings {
    var settings = smallSettings(train)
    settings.architecture.network = .window
    settings.architecture.window = 3
    settings.architecture.layers = 1
    return settings
  }

  @Test(arguments: ["window", "window_direct"], precisions)
  func equalsPyTorch(
    name: String, precision: (type: ElementType, tolerance: Double)
  ) throws {
    try GoldenNetwork(name, precision.type) { architecture in
      architecture.network = .window
      architecture.window = 3
      architecture.direct = name == "window_direct"
      architecture.layers = architecture.direct ? 2 : 1
    }.expectEqual(within: precision.tolerance)
  }

  @Test func windowsWithCarriedStateGiveWhatTheWholeGives() {
    var architecture = LanguageModelArchitecture()
    architecture.network = .window
    architecture.vocabularySize = 9
    var generator = RandomGenerator(seed: 3)
    let model = WindowLanguageModel(architecture, using: &generator)
    let tokens: [Int32] = [3, 4, 5, 6, 7, 8, 4, 5]
    let whole = model(tokens, batchSize: 1, sequenceLength: 8).input.hidden
    let first = model(Array(tokens[..<2]), batchSize: 1, sequenceLength: 2)
    let second = model(
      Array(tokens[2...]), batchSize: 1, sequenceLength: 6, state: first.state)
    let joined = concatenate([first.input.hidden, second.input.hidden])
    #expect(distance(joined.array, whole.array) < 1e-6)
  }

  @Test func onlyTheWindowCounts() {
    var architecture = LanguageModelArchitecture()
    architecture.network = .window
    architecture.window = 2
    architecture.vocabularySize = 9
    var generator = RandomGenerator(seed: 3)
    let model = WindowLanguageModel(architecture, using: &generator)
    func last(_ tokens: [Int32]) -> [Float] {
      let (input, _) = model(tokens, batchSize: 1, sequenceLength: tokens.count)
      return Array(input.hidden.array.floats.suffix(architecture.hiddenSize))
    }
    #expect(last([3, 4, 5]) == last([8, 4, 5]))
    #expect(last([3, 4, 5]) != last([3, 8, 5]))
  }

  @Test func learnsEightSentencesByHeart() throws {
    let folder = try TemporaryFolder()
    defer { folder.remove() }
    let text = try folder.file("train.txt", sentences.joined(separator: "\n") + "\n")
    var settings = settings(text)
    settings.training.epochs = 60
    let report = try train(settings, to: folder.path + "/model")
    #expect(try #require(report.validation).perplexity < 1.5)
    let model = try LanguageModel(directory: RunDirectory(folder.path + "/model"))
    #expect(model.network is WindowLanguageModel)
    var greedy = GenerationOptions()
    greedy.temperature = 0
    var generator = RandomGenerator(seed: 1)
    let written = model.generate(prompt: "the bird", greedy, using: &generator).text
    #expect(written == "the bird sings .")
  }
}
