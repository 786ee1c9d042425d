import ParlanceArrays
import ParlanceAutograd
import ParlanceDecoding
import ParlanceNN
import ParlanceOptim
import ParlanceSystem
import ParlanceTestSupport
import Testing

@testable import ParlanceLanguageModels

@Suite struct RecurrentLanguageModelTests {
  @Test(arguments: ["lstm", "gru", "rnn", "lstm_tied"], precisions)
  func equalsPyTorch(
    name: String, precision: (type: ElementType, tolerance: Double)
  ) throws {
    try GoldenNetwork(name, precision.type) { architecture in
      architecture.cell = try #require(RecurrentCell(rawValue: name.replacing("_tied", with: "")))
      architecture.tied = name.hasSuffix("_tied")
    }.expectEqual(within: precision.tolerance)
  }

  @Test func windowsWithCarriedStateGiveWhatTheWholeGives() {
    var architecture = LanguageModelArchitecture()
    architecture.vocabularySize = 9
    architecture.hiddenSize = 20
    architecture.embeddingSize = 6
    var generator = RandomGenerator(seed: 3)
    let model = RecurrentLanguageModel(architecture, using: &generator)
    let tokens: [Int32] = [3, 4, 5, 6, 7, 8, 4, 5]
    let whole = model(tokens, batchSize: 1, sequenceLength: 8).input.hidden
    let first = model(Array(tokens[..<5]), batchSize: 1, sequenceLength: 5)
    let second = model(
      Array(tokens[5...]), batchSize: 1, sequenceLength: 3, state: first.state)
    let joined = concatenate([first.input.hidden, second.input.hidden])
    #expect(distance(joined.array, whole.array) < 1e-6)
  }
}
