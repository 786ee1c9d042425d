import ParlanceArrays
import ParlanceAutograd
import ParlanceNN
import ParlanceOptim
import ParlanceTestSupport
import Testing

@testable import ParlanceLanguageModels

/// The golden model's batch: what lies beyond a length is random and must have no effect.
private struct GoldenBatch {
  let golden: GoldenFile
  let model: RecurrentLanguageModel
  let tokens: [Int32]
  let targets: [Int32]
  let lengths: [Int]

  init(_ name: String, _ type: ElementType) throws {
    golden = try GoldenFile("language_model_\(name)")
    var architecture = LanguageModelArchitecture()
    architecture.cell = try #require(RecurrentCell(rawValue: name.replacing("_tied", with: "")))
    architecture.tied = name.hasSuffix("_tied")
    architecture.vocabularySize = 11
    architecture.embeddingSize = try golden["encoder.weight"].shape[1]
    architecture.hiddenSize = 7
    var generator = RandomGenerator(seed: 1)
    model = RecurrentLanguageModel(architecture, using: &generator)
    try model.load(golden, type)
    tokens = try golden.integers("tokens").values.map(Int32.init)
    targets = try golden.integers("targets").values.map(Int32.init)
    lengths = try golden.integers("lengths").values
  }

  func logits() -> Tensor {
    model(tokens, batchSize: 3, sequenceLength: 5, lengths: lengths).logits
  }
}

@Suite struct RecurrentLanguageModelTests {
  @Test(arguments: ["lstm", "gru", "rnn", "lstm_tied"], precisions)
  func equalsPyTorch(
    name: String, precision: (type: ElementType, tolerance: Double)
  ) throws {
    let batch = try GoldenBatch(name, precision.type)
    let logits = batch.logits()
    let loss = crossEntropy(logits, batch.targets)
    let gradients = loss.backward()
    #expect(distance(logits.array, try batch.golden["logits"]) < precision.tolerance)
    #expect(abs(loss.item - (try batch.golden["loss"].item)) < precision.tolerance)
    #expect(try batch.model.gradientDistance(gradients, batch.golden) < precision.tolerance)
  }

  @Test(arguments: ["lstm", "gru", "rnn", "lstm_tied"], precisions)
  func followsPyTorchsCurve(
    name: String, precision: (type: ElementType, tolerance: Double)
  ) throws {
    let batch = try GoldenBatch(name, precision.type)
    let parameters = batch.model.parameters
    let rule = SGD(learningRate: 1)
    for expected in try batch.golden["curve"].doubles {
      func backward() -> (Double, Gradients) {
        let loss = crossEntropy(batch.logits(), batch.targets)
        return (loss.item, loss.backward())
      }
      var (loss, gradients) = backward()
      #expect(abs(loss - expected) < precision.tolerance * 10)
      _ = Clipping.norm(0.25).clip(&gradients, parameters: parameters)
      rule.step(parameters, gradients)
    }
    for (name, parameter) in batch.model.namedParameters() {
      let value = parameter.value
      let inFile =
        parameter.layout == .asStored ? value : value.kernels.permute(value, [1, 0])
      #expect(
        distance(inFile, try batch.golden["after." + name]) < precision.tolerance * 10)
    }
  }

  @Test func leavesOfTheLossAreTheParameters() throws {
    let batch = try GoldenBatch("lstm", .float32)
    let gradients = crossEntropy(batch.logits(), batch.targets).backward()
    for parameter in batch.model.parameters { #expect(gradients.contains(parameter)) }
  }

  @Test func windowsWithCarriedStateGiveWhatTheWholeGives() {
    var architecture = LanguageModelArchitecture()
    architecture.vocabularySize = 9
    architecture.hiddenSize = 20
    architecture.embeddingSize = 6
    var generator = RandomGenerator(seed: 3)
    let model = RecurrentLanguageModel(architecture, using: &generator)
    let tokens: [Int32] = [3, 4, 5, 6, 7, 8, 4, 5]
    let whole = model(tokens, batchSize: 1, sequenceLength: 8).logits
    let first = model(Array(tokens[..<5]), batchSize: 1, sequenceLength: 5)
    let second = model(
      Array(tokens[5...]), batchSize: 1, sequenceLength: 3, state: first.state)
    let joined = concatenate([first.logits, second.logits], axis: 1)
    #expect(distance(joined.array, whole.array) < 1e-6)
  }
}
