import ParlanceSystem
import ParlanceTestSupport
import ParlanceText
import ParlanceTraining
import Testing

@testable import ParlanceClassification

@Suite struct ClassifierSettingsTests {
  /// Accuracy on recipes that training has not seen.
  private func accuracy(_ settings: ClassifierSettings, in folder: String) throws -> Double {
    let recipes = Recipes.generate(count: 700, seed: 3).map {
      LabelledText(text: $0.document, labels: [$0.category])
    }
    var settings = settings
    let (train, test) = (folder + "/train.tsv", folder + "/test.tsv")
    try write(LabelledTexts(Array(recipes[..<400])), to: train)
    try write(LabelledTexts(Array(recipes[400...])), to: test)
    (settings.train, settings.validation) = (train, test)
    // Half of the rows give the same picture in half of the time.
    settings.architecture.characters = nil
    return try #require(
      try ClassifierRun(settings, output: folder + "/\(settings.architecture.weighting)").train()
        .validation
    ).accuracy
  }

  @Test func meansOfFeaturesDoAsWellAsSums() throws {
    try withFolder { folder in
      let sums = try accuracy(ClassifierSettings(), in: folder)
      let means = try accuracy(ClassifierSettings(weighting: .mean), in: folder)
      #expect(means > sums - 0.02, "\(means) \(sums)")
    }
  }

  @Test func whatGoesWithAWeighting() {
    let (sums, means) = (ClassifierSettings(), ClassifierSettings(weighting: .mean))
    #expect(sums.architecture.weighting == .tfidf && sums.training.optimizer == .sgd)
    #expect(means.architecture.weighting == .mean && means.training.optimizer == .adagrad)
    let plain = ClassifierSettings(weighting: .mean, optimizer: .sgd)
    #expect(plain.training.optimizer == .sgd && plain.training.learningRate == 100)
    // Of other types a weighting changes nothing else.
    var feedforward = ClassifierSettings(.feedforward, weighting: .tfidf)
    #expect(feedforward.architecture.weighting == .tfidf)
    feedforward.architecture.weighting = .mean
    #expect(feedforward == ClassifierSettings(.feedforward))
  }
}
