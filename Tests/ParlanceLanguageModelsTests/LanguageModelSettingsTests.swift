import ParlanceLanguageModels
import ParlanceOptim
import ParlanceTraining
import Testing

/// Defaults that depend on other settings.
@Suite struct LanguageModelSettingsTests {
  @Test func ofTextsAndRecipes() {
    let text = LanguageModelSettings(train: "a.txt")
    #expect(text.architecture.layers == 1 && text.architecture.dropout == 0.2)
    #expect(text.train == "a.txt" && text.texts.train == "a.txt")
    #expect(text.training.optimizer == .adam && text.training.learningRate == 0.002)
    #expect(text.training.schedule == .plateau(factor: 0.5, patience: 1))
    #expect(text.architecture.context == .stream && text.batchSize == 32)
    let recipes = LanguageModelSettings()
    #expect(recipes.architecture.context == .line && recipes.training.epochs == 2)
    #expect(recipes.training.schedule == .decay(factor: 0.2, after: 1))
    #expect(recipes.architecture.dropout == 0 && recipes.batchSize == 16)
  }

  @Test func ofRulesAndOutputLayers() {
    let descent = LanguageModelSettings(train: "a", optimizer: .ntASGD).training
    #expect(descent.learningRate == 1 && descent.clipping == .norm(5))
    let sampled = LanguageModelSettings(train: "a", outputLayer: .nce)
    #expect(sampled.training.optimizer == .sgd && sampled.training.learningRate == 20)
    #expect(sampled.batchSize == 20 && sampled.training.clipping == .norm(0.25))
    let adam = LanguageModelSettings(train: "a", outputLayer: .nce, optimizer: .adam)
    #expect(adam.training.optimizer == .adam && adam.training.learningRate == 0.002)
    let features = LanguageModelSettings(train: "a", maxEntOrder: 3)
    #expect(features.architecture.output.layer == .hierarchical && features.sequenceLength == 10)
    #expect(features.problem == nil)
  }

  @Test func sizesFollowTheHiddenSize() {
    let settings = LanguageModelSettings(hiddenSize: 7)
    #expect(settings.architecture.embeddingSize == 7 && settings.architecture.hiddenSize == 7)
  }

  @Test func problemsNameTheSetting() {
    func setting(_ change: (inout LanguageModelSettings) -> Void) -> String? {
      var settings = LanguageModelSettings()
      change(&settings)
      return settings.problem?.setting
    }
    #expect(setting { _ in } == nil)
    #expect(setting { $0.batchSize = 0 } == "batchSize")
    #expect(setting { $0.minimumCount = 0 } == "minimumCount")
    #expect(setting { $0.maxEntRateFactor = .infinity } == "maxEntRateFactor")
    #expect(setting { $0.architecture.zoneout = 1 } == "zoneout")
    #expect(setting { $0.architecture.output.maxEntOrder = 2 } == "outputLayer")
    #expect(
      setting {
        $0.architecture.tied = true
        $0.architecture.embeddingSize = 3
      } == "embeddingSize")
    #expect(setting { $0.training.momentum = 1 } == "momentum")
  }
}
