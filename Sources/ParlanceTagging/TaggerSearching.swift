import ParlanceTraining

extension TaggerSettings: TrainedSettings {
  public var forTrials: TaggerSettings {
    var settings = self
    settings.refitTokens = nil
    return settings
  }

  public var searched: [SearchedSetting<TaggerSettings>] {
    [
      SearchedSetting(
        "learningRate", \.training.learningRate, .real(1e-3...1e-2, isLogarithmic: true)),
      SearchedSetting(
        "hiddenSize", \.architecture.hiddenSize, .choice(["64", "100", "150", "200"])),
      SearchedSetting("dropout", \.architecture.dropout, .real(0.2...0.6)),
      SearchedSetting("unknownRate", \.unknownRate, .choice(["0", "0.25", "0.5", "1"])),
      SearchedSetting("batchSize", \.batchSize, .choice(["8", "16", "32"])),
    ]
  }
}
