import ParlanceScores
import ParlanceText
import ParlanceTraining
import Testing

@testable import ParlanceClassification

@Suite struct ClassifierSearchingTests {
  @Test(arguments: [false, true])
  func whatIsDrawnCanBeTrained(hasVectors: Bool) throws {
    var start = ClassifierSettings()
    (start.train, start.training.seed, start.minimumCount) = ("texts.csv", 7, 2)
    if hasVectors { start.vectors = VectorUse(path: "glove.txt") }
    let space = SearchSpace(start.searched)
    var types: Set<String> = []
    for number in 0..<400 {
      let values = space.sample(key: .init(seed: 4).folding(in: UInt64(number)))
      let settings = try start.with(values, of: start.searched)
      types.insert(settings.architecture.modelType.rawValue)
      #expect(settings.problem == nil)
      #expect(settings.train == start.train && settings.vectors?.path == start.vectors?.path)
      #expect(settings.training.seed == 7 && settings.minimumCount == 2)
      // What goes with a type is taken from it, what was drawn from the draw.
      let typical = ClassifierSettings(settings.architecture.modelType)
      #expect(settings.training.optimizer == typical.training.optimizer)
      #expect(values["classWeights"]?.description == settings.classWeights.description)
      if let text = values["characters"]?.description {
        let range = settings.architecture.characters
        #expect(text == range.map { "\($0.lowerBound)-\($0.upperBound)" } ?? "0")
      }
      if let text = values["filterWidths"]?.description {
        #expect(settings.architecture.filterWidths.map(String.init).joined(separator: " ") == text)
      }
    }
    #expect(
      types
        == (hasVectors
          ? ["logistic", "gru", "lstm", "cnn", "dan"] : ["logistic", "feedforward", "cnn"]))
  }

  @Test func trialsOfAllTypesAreComparedByOneNumber() throws {
    let labels = try LabelSet(["a", "b"])
    let score = ClassificationScores(
      ClassificationResults(
        truth: TrueLabels([["a"], ["b"]], known: labels), probabilities: [[0.9, 0.1], [0.4, 0.6]]))
    let (logistic, network) = (ClassifierSettings(), ClassifierSettings(.gru))
    #expect(logistic.objective(of: score) != network.objective(of: score))
    #expect(logistic.forTrials.objective(of: score) == network.forTrials.objective(of: score))
    #expect(logistic.isCrossValidated && logistic.forTrials.holdsOut && !logistic.holdsOut)
  }

  @Test(arguments: ["none", "balanced", "balanced:0.5", "ham=1.0,spam=2.0"])
  func weightsAreWrittenAsTheyAreRead(text: String) {
    #expect(ClassWeights(text)?.description == text)
  }

  @Test(arguments: ["", "balanced:5", "spam", "spam=-1", "a=inf"])
  func otherWeightsAreNone(text: String) { #expect(ClassWeights(text) == nil) }
}
