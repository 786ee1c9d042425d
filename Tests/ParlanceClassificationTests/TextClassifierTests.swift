import ParlanceNN
import ParlanceTestSupport
import ParlanceText
import ParlanceTraining
import Testing

@testable import ParlanceClassification

@Suite struct TextClassifierTests {
  @Test(arguments: ClassifierArchitecture.ModelType.networks)
  func aBatchGivesWhatItsTextsGiveAlone(_ type: ClassifierArchitecture.ModelType) throws {
    try expectTextsAlone(smallSettings(type))
    var characters = ClassifierSettings(type, level: .character).architecture
    let small = smallSettings(type).architecture
    (characters.embeddingSize, characters.hiddenSize) = (small.embeddingSize, small.hiddenSize)
    (characters.filterWidths, characters.filterCount) = ([2, 5], small.filterCount)
    var settings = smallSettings(type)
    settings.architecture = characters
    try expectTextsAlone(settings)
    guard type != .ngram else { return }
    settings = smallSettings(type)
    settings.architecture.isMultiLabel = true
    settings.architecture.layers = 2
    settings.architecture.order = 2
    settings.architecture.weighting = type == .feedforward ? .tfidf : .mean
    settings.architecture.reduction = .sum
    settings.architecture.maximumLength = 7
    try expectTextsAlone(settings)
  }

  @Test(arguments: SequencePooling.Kind.allCases.filter { $0 != .first }, [false, true])
  func aBatchOfARecurrentNetworkGivesWhatItsTextsGiveAlone(
    _ pooling: SequencePooling.Kind, isBidirectional: Bool
  ) throws {
    for type in [ClassifierArchitecture.ModelType.rnn, .lstm, .gru] {
      var settings = smallSettings(type)
      settings.architecture.pooling = pooling
      settings.architecture.isBidirectional = isBidirectional
      try expectTextsAlone(settings)
    }
  }

  @Test(arguments: SequencePooling.Kind.allCases.filter { $0 != .last }, PositionKind.allCases)
  func aBatchOfATransformerGivesWhatItsTextsGiveAlone(
    _ pooling: SequencePooling.Kind, _ positions: PositionKind
  ) throws {
    var settings = smallSettings(.transformer)
    (settings.architecture.pooling, settings.architecture.positions) = (pooling, positions)
    settings.architecture.embeddingSize = 6
    settings.architecture.normalisesFirst = pooling != .max
    settings.training.learningRate = 0.01
    try expectTextsAlone(settings)
  }

  @Test func poolingsThatATypeLacksAreNamed() {
    var settings = ClassifierSettings(.gru)
    settings.architecture.pooling = .first
    #expect("\(settings.problem!)".contains("pooling: expected last, max, mean or attention"))
    settings = ClassifierSettings(.transformer)
    #expect(settings.problem == nil)
    settings.architecture.pooling = .last
    #expect("\(settings.problem!)".contains("pooling: expected first, max, mean or attention"))
    settings.architecture.pooling = .first
    settings.architecture.hiddenSize = 30
    settings.architecture.heads = 4
    #expect("\(settings.problem!)".contains("hiddenSize: expected a multiple of 8"))
  }

  /// Of a trained model: texts of many lengths, the empty one among them, in batches of any composition.
  private func expectTextsAlone(
    _ settings: ClassifierSettings, _ location: SourceLocation = #_sourceLocation
  ) throws {
    try withFolder { folder in
      var settings = settings
      settings.training.epochs = settings.architecture.modelType == .ngram ? 1 : 3
      if settings.training.optimizer == .sgd { settings.training.learningRate = 0.3 }
      _ = try run(settings, in: folder).train(configuration: "", command: "test")
      let classifier = try TextClassifier(directory: RunDirectory(folder + "/model"))
      let long = eightTexts.items.map(\.text).joined(separator: " ")
      let texts = eightTexts.items.map(\.text) + [long, "", "glad", "a b c d e f"]
      let alone = texts.map { classifier.probabilities(of: [$0])[0] }
      #expect(Set(alone.map { $0[0] }).count > 8, sourceLocation: location)
      for chosen in [Array(texts.indices), [8, 9], [10, 0, 9, 11], [9, 9, 3]] {
        let together = classifier.probabilities(of: chosen.map { texts[$0] })
        for (text, row) in zip(chosen, together) {
          for (a, b) in zip(alone[text], row) {
            #expect(abs(a - b) < 1e-6, sourceLocation: location)
          }
        }
      }
    }
  }
}
