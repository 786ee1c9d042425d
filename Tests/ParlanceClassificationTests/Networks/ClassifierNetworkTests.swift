import ParlanceArrays
import ParlanceAutograd
import ParlanceNN
import ParlanceOptim
import ParlanceScores
import ParlanceSystem
import ParlanceTestSupport
import ParlanceText
import ParlanceTraining
import Testing

@testable import ParlanceClassification

/// The networks and texts of Tools/reference/golden_classifier.py.
private struct GoldenClassifier {
  typealias Batch = (texts: EncodedTexts, labels: [Int])

  let settings: ClassifierSettings
  let batches: [Batch]

  init(_ golden: GoldenCase) {
    let type = ClassifierArchitecture.ModelType(rawValue: golden.settings.string("model"))!
    var settings = smallSettings(type)
    (settings.architecture.vocabularySize, settings.architecture.labelCount) = (11, 3)
    (settings.architecture.embeddingSize, settings.architecture.hiddenSize) = (3, 4)
    (settings.architecture.filterCount, settings.architecture.filterWidths) = (4, [2, 3])
    settings.architecture.pooling = type == .lstm ? .max : .attention
    if type == .transformer {
      (settings.architecture.hiddenSize, settings.architecture.heads) = (8, 2)
      (settings.architecture.feedForwardSize, settings.architecture.maximumLength) = (6, 8)
      settings.architecture.embeddingSize = golden.settings.int("embedding")
      settings.architecture.positions = PositionKind(
        rawValue: golden.settings.string("positions"))!
      settings.architecture.pooling = SequencePooling.Kind(
        rawValue: golden.settings.string("pooling"))!
    }
    (settings.architecture.order, settings.architecture.characters) = (1, nil)
    settings.architecture.shapes = false
    settings.architecture.weighting = .mean
    (settings.training.optimizer, settings.training.learningRate) = (.adam, 0.02)
    settings.classWeights = .none
    if type == .logistic {
      (settings.training.optimizer, settings.training.learningRate) = (.sgd, 0.5)
      settings.classWeights = .given(["b": 2, "c": 0.5])
    }
    self.settings = settings
    let ids = golden.integers("ids").values.map(Int32.init)
    let labels = golden.integers("labels").values.map { Int($0) }
    var (place, text) = (0, 0)
    batches = [[5, 2, 4], [1, 6, 3], [2, 2]].map { lengths in
      var texts = EncodedTexts()
      for length in lengths {
        texts.append(
          Array(ids[place..<place + length]),
          weights: type == .logistic ? (0..<length).map { 0.25 + 0.125 * Float($0 % 5) } : [],
          tokenCount: length)
        place += length
      }
      text += lengths.count
      return (texts, Array(labels[text - lengths.count..<text]))
    }
  }

  func network() -> any ClassifierNetwork {
    var generator = RandomGenerator(seed: 1)
    return settings.architecture.makeNetwork(using: &generator)
  }

  /// The training of a network on one batch alone.
  func task(_ network: any ClassifierNetwork, _ batch: Batch) throws -> ClassificationTask {
    let labels = try LabelSet(["a", "b", "c"])
    let vocabulary = try Vocabulary(
      tokens: Vocabulary.specials + (0..<7).map { "word\($0)" })
    var settings = settings
    settings.batchSize = batch.texts.count
    let task = ClassificationTask(
      TextClassifier(network: network, vocabulary: vocabulary, labels: labels),
      training: batch.texts, targets: batch.labels.map { [$0] }, validation: batch.texts,
      validationTruth: TrueLabels(batch.labels.map { [labels.names[$0]] }, known: labels),
      settings: settings)
    task.beginEpoch(0)
    return task
  }
}

/// So that a network of any kind can stand where one kind is asked for.
private final class AnyClassifier: Module {
  let network: any ClassifierNetwork
  init(_ network: any ClassifierNetwork) { self.network = network }
  var parts: [(name: String, value: Any)] { network.parts }
}

@Suite struct ClassifierNetworkTests {
  private static let golden =
    GoldenCase.all("classifier", "classifier")
    + GoldenCase.all("transformer_models", "classifier")

  @Test(arguments: golden)
  func lossAndGradientsArePyTorchs(_ golden: GoldenCase) throws {
    let setting = GoldenClassifier(golden)
    try expectCase(golden, module: AnyClassifier(setting.network())) { module, _ in
      [
        try setting.task(module.network, setting.batches[0])
          .loss(step: 0, mode: .training(RandomKey(seed: 1))).loss
      ]
    }
  }

  @Test(arguments: golden)
  func theFirstTenLossesArePyTorchs(_ golden: GoldenCase) throws {
    let setting = GoldenClassifier(golden)
    for (type, tolerance) in [(ElementType.float64, 1e-9), (.float32, 1e-4)] {
      let network = setting.network()
      network.cast(to: type)
      for (name, parameter) in network.namedParameters() {
        parameter.set(fileArray: golden.array("in.\(name)")!)
      }
      let tasks = try setting.batches.map { try setting.task(network, $0) }
      let optimizer = Optimizer(setting.settings.training.makeRule(), network.parameters)
      for (step, expected) in golden.array("curve")!.doubles.enumerated() {
        func backward() -> (StepLoss, Double, Gradients) {
          let loss = tasks[step % tasks.count]
            .loss(step: 0, mode: .training(RandomKey(seed: UInt64(step))))
          return (loss, loss.loss.item, loss.loss.backward())
        }
        let (loss, value, gradients) = backward()
        #expect(abs(value - expected) < tolerance, "step \(step), \(type)")
        #expect(loss.texts == setting.batches[step % tasks.count].labels.count)
        optimizer.step(gradients)
      }
    }
  }
}
