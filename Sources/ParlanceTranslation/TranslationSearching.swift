import ParlanceTraining

extension TranslationSettings: TrainedSettings {
  public var searched: [SearchedSetting<TranslationSettings>] {
    typealias Searched = SearchedSetting<TranslationSettings>
    let rate = training.learningRate
    let sizes = Searched("hiddenSize", .choice(["128", "192", "256", "384"])) { value, settings in
      guard let size = Int(value.description) else { return false }
      settings.architecture.hiddenSize = size
      settings.architecture.embeddingSize = size
      return settings.architecture.problem == nil || settings.architecture.sourceVocabularySize == 0
    }
    return [
      Searched(
        "learningRate", \.training.learningRate,
        .real(0.4 * rate...2.5 * rate, isLogarithmic: true)),
      sizes, Searched("layers", \.architecture.layers, .integer(1...3)),
      Searched("dropout", \.architecture.dropout, .real(0...0.5)),
      Searched("labelSmoothing", \.labelSmoothing, .real(0...0.2)),
    ]
  }
}
