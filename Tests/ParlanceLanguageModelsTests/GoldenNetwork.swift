import ParlanceArrays
import ParlanceAutograd
import ParlanceNN
import ParlanceOptim
import ParlanceTestSupport
import Testing

@testable import ParlanceLanguageModels

/// A network of Tools/reference/golden_language_model.py and its batch: what lies beyond a length is
/// random and must have no effect.
struct GoldenNetwork {
  let golden: GoldenFile
  let network: any LanguageModelNetwork
  private let tokens: [Int32]
  private let targets: [Int32]
  private let lengths: [Int]

  init(
    _ name: String, _ type: ElementType, _ choose: (inout LanguageModelArchitecture) throws -> Void
  ) throws {
    golden = try GoldenFile("language_model_\(name)")
    var architecture = LanguageModelArchitecture()
    architecture.vocabularySize = 11
    architecture.embeddingSize = try golden["encoder.weight"].shape[1]
    architecture.hiddenSize = 7
    architecture.layers = 2
    try choose(&architecture)
    var generator = RandomGenerator(seed: 1)
    network = architecture.makeNetwork(using: &generator)
    try network.load(golden, type)
    tokens = try golden.integers("tokens").values.map(Int32.init)
    targets = try golden.integers("targets").values.map(Int32.init)
    lengths = try golden.integers("lengths").values
  }

  var logits: Tensor {
    let (input, _) = network(tokens, batchSize: 3, sequenceLength: 5, lengths: lengths)
    return (network.decoder as! FullSoftmax).logits(input.hidden).reshaped([3, 5, 11])
  }

  var loss: Tensor { crossEntropy(logits, targets) }

  /// Logits, loss and gradients are PyTorch's, and so are the losses of ten steps and what they lead to.
  func expectEqual(within tolerance: Double) throws {
    let gradients = loss.backward()
    #expect(distance(logits.array, try golden["logits"]) < tolerance)
    #expect(abs(loss.item - (try golden["loss"].item)) < tolerance)
    #expect(try network.gradientDistance(gradients, golden) < tolerance)
    for parameter in network.parameters { #expect(gradients.contains(parameter)) }
    try expectCurve(within: tolerance * 10)
  }

  private func expectCurve(within tolerance: Double) throws {
    let parameters = network.parameters
    let rule = SGD(learningRate: 1)
    for expected in try golden["curve"].doubles {
      func backward() -> (Double, Gradients) {
        let loss = loss
        return (loss.item, loss.backward())
      }
      var (value, gradients) = backward()
      #expect(abs(value - expected) < tolerance)
      _ = Clipping.norm(0.25).clip(&gradients, parameters: parameters)
      rule.step(parameters, gradients)
    }
    for (name, parameter) in network.namedParameters() {
      let value = parameter.value
      let inFile =
        parameter.layout == .asStored ? value : value.kernels.permute(value, [1, 0])
      #expect(distance(inFile, try golden["after." + name]) < tolerance)
    }
  }
}
