import Foundation
import ParlanceAutograd
import ParlanceClassification
import ParlanceHosting
import ParlanceLanguageModels
import ParlanceNN
import ParlanceReports
import ParlanceSystem
import ParlanceTagging
import ParlanceText
import ParlanceTraining
import ParlanceTranslation
import Testing

/// What models read of a text: their losses are those that their tasks count, and their layers are found.
@Suite struct PassageTests {
  private let text = "w1 w2 w3 w1"

  private func isClose(_ a: Double, _ b: Double) -> Bool { abs(a - b) < 1e-4 * max(1, abs(b)) }

  @Test(arguments: LanguageModelArchitecture.Network.allCases)
  func languageModels(network: LanguageModelArchitecture.Network) throws {
    let model = try MadeModels.languageModel(network, .lstm, hiddenSize: 32)
    let passage = try model.passage(text, answer: nil)
    let surprises = model.surprises(of: [text])[0].map(\.nats)
    #expect(passage.sequences[0].tokens == ["</s>", "w1", "w2", "w3", "w1"])
    #expect(isClose(passage.loss(.mean).item, surprises.reduce(0, +) / 5))
    #expect(isClose(passage.loss(.last).item, surprises[4]))
    let (_, trace) = LayerTrace.recording(stepByStep: true) { passage.loss(.mean) }
    let layers = model.recurrentLayers(of: passage, trace).map(\.name)
    #expect(layers == (network == .recurrent ? ["layer 0", "layer 1"] : []))
    let attention = model.attention(of: passage, trace)
    #expect(
      attention.map(\.name)
        == (network == .transformer ? ["layers.0.self_attn", "layers.1.self_attn"] : []))
    #expect(attention.allSatisfy { $0.weights.count == 4 && $0.weights[0][1][2] == 0 })
    #expect(throws: InputError.self) { try model.passage(text, answer: "nothing") }
  }

  @Test(arguments: [
    ClassifierArchitecture.ModelType.gru, .transformer, .dan, .cnn, .feedforward, .logistic,
  ])
  func classifiers(type: ClassifierArchitecture.ModelType) throws {
    let model = try MadeModels.classifier(type)
    let row = model.probabilities(of: [text])[0]
    let passage = try model.passage(text, answer: "label2")
    #expect(isClose(passage.loss(.last).item, -log(row[2])))
    #expect(passage.lossName(.mean) == "−ln P(label2)")
    let own = try model.passage(text, answer: nil)
    #expect(isClose(own.loss(.mean).item, -log(row.max()!)))
    let (_, trace) = LayerTrace.recording(stepByStep: true) { passage.loss(.mean) }
    let layers = model.recurrentLayers(of: passage, trace)
    #expect(layers.isEmpty == (type != .gru))
    #expect(layers.allSatisfy { $0.tokens.prefix(4) == ["w1", "w2", "w3", "w1"] })
    for use in model.attention(of: passage, trace) {
      for row in use.weights.joined() { #expect(isClose(row.reduce(0, +), 1)) }
    }
    #expect(throws: InputError.self) { try model.passage(text, answer: "label9") }
  }

  @Test(arguments: [TaggerArchitecture.Output.softmax, .crf])
  func taggers(output: TaggerArchitecture.Output) throws {
    let model = try MadeModels.tagger(.gru, output)
    let tags = ["O", "B-A", "I-A", "O"]
    let passage = try model.passage(text, answer: tags.joined(separator: " "))
    let corpus = TaggedCorpus([TaggedSentence(tokens: passage.sequences[0].tokens, tags: tags)])
    #expect(isClose(passage.loss(.mean).item, model.results(on: corpus).crossEntropy))
    #expect(passage.hasParts == (output == .softmax))
    let (_, trace) = LayerTrace.recording(stepByStep: true) { passage.loss(.mean) }
    #expect(
      model.recurrentLayers(of: passage, trace).map(\.name).prefix(2)
        == ["layer 0", "layer 0 reversed"])
    #expect(throws: InputError.self) { try model.passage(text, answer: "O") }
    #expect(throws: InputError.self) { try model.passage(" ", answer: nil) }
  }

  @Test(arguments: TranslationArchitecture.Network.allCases)
  func translators(network: TranslationArchitecture.Network) throws {
    let model = try MadeModels.translator(network)
    let pair = SentencePair(source: text, target: "w4 w5")
    let passage = try model.passage(text, answer: pair.target)
    let nats = model.surprises(of: [pair])[0]
    #expect(nats.map(\.token) == ["w4", "w5", "</s>"])
    let whole = nats.reduce(0) { $0 + $1.nats }
    #expect(isClose(-model.logProbabilities(of: [pair])[0], whole))
    #expect(isClose(passage.loss(.mean).item, whole / 3))
    #expect(isClose(passage.loss(.last).item, nats[2].nats))
    let (_, trace) = LayerTrace.recording { withoutGraph { passage.loss(.mean) } }
    let attention = model.attention(of: passage, trace)
    let expected = model.attention(of: [pair])[0].weights
    // Of a transformer the last layer of the decoder, in the mean over the heads.
    let last = try #require(
      attention.last { $0.keys == passage.sequences[0].tokens && $0.queries.count == 3 })
    #expect(last.queries == ["w4", "w5", "</s>"])
    for (row, weights) in expected.enumerated() {
      for (column, weight) in weights.enumerated() {
        let mean = last.weights.reduce(0) { $0 + $1[row][column] } / Double(last.weights.count)
        #expect(isClose(mean, weight))
      }
    }
    let (_, steps) = LayerTrace.recording(stepByStep: true) { passage.loss(.mean) }
    let layers = model.recurrentLayers(of: passage, steps).map(\.name)
    #expect(
      layers.filter { !$0.hasSuffix("reversed") }
        == (network == .recurrent ? ["encoder layer 0", "decoder layer 0"] : []))
  }

  /// Layers that stand alone are known by their parameters, recurrent ones by their place.
  @Test func activations() throws {
    let model = try MadeModels.classifier(.dan)
    let passage = try model.passage(text, answer: nil)
    var survey = ActivationSurvey()
    for _ in 0..<2 { survey.read(model) { passage.loss(.mean) } }
    let layers = survey.layers
    #expect(layers.allSatisfy { $0.layer.hasPrefix("hidden.") })
    #expect(!layers.isEmpty && layers[0].units == 180 && layers[0].values == 360)
    let gru = try MadeModels.languageModel(.recurrent, .gru, hiddenSize: 32)
    let other = try gru.passage(text, answer: nil)
    var gates = ActivationSurvey()
    gates.read(gru) { other.loss(.mean) }
    #expect(
      gates.layers.prefix(4).map(\.function) == ["reset", "update", "candidate", "hidden"])
    #expect(gates.layers[0].layer == "rnn.layers.0" && gates.layers[0].values == 5 * 32)
  }
}
