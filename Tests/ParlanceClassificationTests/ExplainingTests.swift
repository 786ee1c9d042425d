import ParlanceArrays
import ParlanceTestSupport
import ParlanceText
import ParlanceTraining
import Testing

@testable import ParlanceClassification

@Suite struct ExplainingTests {
  @Test(arguments: ClassifierArchitecture.ModelType.networks)
  func theTellingWordBringsMost(_ type: ClassifierArchitecture.ModelType) throws {
    try withFolder { folder in
      var settings = smallSettings(type)
      if type != .ngram { settings.training.epochs = 25 }
      if settings.training.optimizer == .adam { settings.training.learningRate = 0.02 }
      _ = try run(settings, in: folder).train(configuration: "", command: "test")
      let classifier = try TextClassifier(directory: RunDirectory(folder + "/model"))
      let joy = classifier.labels.index(of: "joy")!
      let found = classifier.contributions(to: joy, of: "Glad unknowable awful")
      #expect(found.map(\.token) == ["glad", "unknowable", "awful"])
      #expect(found[0].contribution > found[2].contribution)
      #expect(classifier.contributions(to: joy, of: "").isEmpty)
    }
  }

  /// Of a linear model, the contributions and the bias are the logit.
  @Test(arguments: [false, true])
  func contributionsOfALinearModelSumToTheLogit(hasVectors: Bool) throws {
    try withFolder { folder in
      var settings = smallSettings(.logistic)
      if hasVectors {
        let path = folder + "/vectors.txt"
        try "glad 1 2\nagain -3 0.1\nawful 1 -1\n"
          .write(toFile: path, atomically: true, encoding: .utf8)
        settings.vectors = VectorUse(path: path)
      }
      settings.training.epochs = 10
      _ = try run(settings, in: folder).train(configuration: "", command: "test")
      let classifier = try TextClassifier(directory: RunDirectory(folder + "/model"))
      let text = "glad glad and awful again"
      let logits = classifier.logits(of: classifier.encoder.encode([text]))[0]
      let bias = (classifier.network as! LogisticClassifier).bias.value.doubles
      let own = (0..<2).map { logits[$0] - bias[$0] }
      let expected = own[1] - (own[0] + own[1]) / 2
      let sum = classifier.contributions(to: 1, of: text).reduce(0) { $0 + $1.contribution }
      #expect(abs(sum - expected) < 1e-5)
    }
  }
}
