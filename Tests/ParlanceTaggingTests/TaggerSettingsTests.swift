import ParlanceTagging
import Testing

/// Defaults that depend on other settings.
@Suite struct TaggerSettingsTests {
  @Test func ofTheRule() {
    #expect(TaggerSettings().training.optimizer == .sparseAdam)
    #expect(TaggerSettings().training.learningRate == 0.004)
    #expect(TaggerSettings(weightDecay: 0.1).training.optimizer == .adam)
    #expect(TaggerSettings(optimizer: .sgd).training.learningRate == 0.1)
    #expect(TaggerSettings(optimizer: .adamw, weightDecay: 0.1).training.optimizer == .adamw)
    #expect(TaggerSettings(network: .window).architecture.network == .window)
  }

  @Test func givenVectors() {
    var settings = TaggerSettings()
    settings.take(vectors: "v.txt")
    #expect(settings.architecture.vectors == .fineTuned && settings.frozenEpochs == 0)
    settings.take(vectors: "v.txt", frozenEpochs: nil)
    #expect(settings.architecture.vectors == .fixed && settings.problem == nil)
    settings.vectors = nil
    #expect(settings.problem?.setting == "vectors")
  }
}
