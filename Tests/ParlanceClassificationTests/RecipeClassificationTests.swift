import ParlanceTestSupport
import ParlanceTraining
import Testing

@testable import ParlanceClassification

/// Training where no data are given.
@Suite struct RecipeClassificationTests {
  @Test func theReportSaysWhatIsPossible() throws {
    try withFolder { folder in
      var settings = ClassifierSettings(.logistic)
      settings.architecture.characters = nil
      settings.architecture.order = 1
      settings.folds = nil
      settings.training.epochs = 1
      let report = try ClassifierRun(settings, output: folder + "/recipes", existing: .refuse)
        .train(configuration: "", command: "test")
      let best = try #require(report.bestPossibleAccuracy)
      #expect((0.65...0.8).contains(best))
      #expect(abs(report.validation!.accuracy - best) < 0.06)
      let own = try run(smallSettings(.logistic), in: folder)
        .train(configuration: "", command: "test")
      #expect(own.bestPossibleAccuracy == nil)
    }
  }
}
