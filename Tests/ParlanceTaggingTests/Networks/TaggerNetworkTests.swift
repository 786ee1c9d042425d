import ParlanceArrays
import ParlanceAutograd
import ParlanceNN
import ParlanceOptim
import ParlanceSystem
import ParlanceTestSupport
import ParlanceText
import Testing

@testable import ParlanceTagging

/// The networks of Tools/reference/golden_tagger.py.
private struct GoldenTagger {
  let batch: TaggerBatch
  let targets: [Int32]
  let architecture: TaggerArchitecture

  init(_ golden: GoldenCase) {
    var made = TaggerArchitecture()
    switch golden.settings.string("model") {
    case "gru": (made.network, made.characters) = (.gru, .recurrent)
    case "lstm": (made.network, made.layers, made.output) = (.lstm, 2, .crf)
    case "transformer": (made.network, made.layers, made.output) = (.transformer, 2, .crf)
    default: (made.network, made.layers, made.window) = (.window, 2, 3)
    }
    (made.heads, made.feedForwardSize, made.layerDropout) = (2, 6, 0)
    (made.hiddenSize, made.embeddingSize, made.shapeSize, made.affixSize) = (3, 3, 2, 0)
    (made.characterEmbeddingSize, made.characterSize, made.dropout) = (3, 4, 0)
    (made.vocabularySize, made.characterCount, made.tagCount) = (7, 10, 4)
    if made.network == .transformer { made.hiddenSize = 8 }
    architecture = made
    let spellings: [[Int32]] = [
      [4], [5, 6, 7], [4, 4, 8, 9, 5], [6, 5], [7, 8], [9, 9, 9, 9], [5, 4, 5],
    ]
    let shapes = golden.integers("shapes").values.map(Int32.init)
    let lengths = [5, 2, 4]
    batch = TaggerBatch(
      sequenceLength: 5, lengths: lengths,
      places: golden.integers("places").values.map(Int32.init),
      words: spellings.enumerated().map { id, spelling in
        TokenFeatures(
          word: Int32(id), vector: 0, characters: spelling, shape: shapes[id], affixes: [])
      })
    targets = golden.integers("tags").values.enumerated().map { place, tag in
      place % 5 < lengths[place / 5] ? Int32(tag) : -1
    }
  }

  func network() -> any TaggerNetwork {
    var generator = RandomGenerator(seed: 1)
    return architecture.makeNetwork(using: &generator)
  }
}

/// So that a network of any kind can stand where one kind is asked for.
private final class AnyTagger: Module {
  let network: any TaggerNetwork
  init(_ network: any TaggerNetwork) { self.network = network }
  var parts: [(name: String, value: Any)] { network.parts }
}

@Suite struct TaggerNetworkTests {
  private static let golden =
    GoldenCase.all("tagger", "tagger") + GoldenCase.all("transformer_models", "tagger")

  @Test(arguments: golden)
  func lossAndGradientsArePyTorchs(_ golden: GoldenCase) {
    let setting = GoldenTagger(golden)
    expectCase(golden, module: AnyTagger(setting.network())) { module, _ in
      [module.network.loss(setting.batch, setting.targets, mode: .evaluation).loss]
    }
  }

  @Test(arguments: golden)
  func theFirstTenLossesArePyTorchs(_ golden: GoldenCase) {
    let setting = GoldenTagger(golden)
    for (type, tolerance) in [(ElementType.float64, 1e-9), (.float32, 1e-4)] {
      let network = setting.network()
      network.cast(to: type)
      for (name, parameter) in network.namedParameters() {
        let array = golden.array("in.\(name)")!.cast(to: type)
        parameter.value =
          parameter.layout == .asStored ? array : array.kernels.permute(array, [1, 0])
      }
      let optimizer = Optimizer(Adam(learningRate: 0.02), network.parameters)
      for expected in golden.array("curve")!.doubles {
        func backward() -> (Double, Gradients) {
          let loss = network.loss(setting.batch, setting.targets, mode: .evaluation).loss
          return (loss.item, loss.backward())
        }
        let (value, gradients) = backward()
        #expect(abs(value - expected) < tolerance)
        optimizer.step(gradients)
      }
    }
  }

  @Test(arguments: TaggerArchitecture.Network.allCases, TaggerArchitecture.Characters.allCases)
  func everyParameterIsReached(
    _ network: TaggerArchitecture.Network, _ characters: TaggerArchitecture.Characters
  ) throws {
    let tagger = try untrained(smallArchitecture(network, characters: characters, output: .crf))
    let data = TaggerSentences(corpus, tagger.vocabulary)
    let (batch, targets) = data.batch([0, 1, 7])
    let gradients = tagger.network.loss(batch, targets, mode: .evaluation).loss.backward()
    for (name, parameter) in tagger.network.namedParameters() {
      #expect(gradients.contains(parameter), "\(name)")
    }
  }
}
