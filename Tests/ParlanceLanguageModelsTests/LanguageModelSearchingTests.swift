import ParlanceTraining
import Testing

@testable import ParlanceLanguageModels

@Suite struct LanguageModelSearchingTests {
  /// Settings with values drawn from their own space.
  private func drawn<Settings: SearchableSettings>(_ start: Settings, _ count: Int = 200) throws
    -> [Settings]
  {
    let space = SearchSpace(start.searched)
    return try (0..<count).map { number in
      try start.with(
        space.sample(key: .init(seed: 3).folding(in: UInt64(number))), of: start.searched)
    }
  }

  @Test func whatIsDrawnCanBeTrained() throws {
    var tied = LanguageModelSettings(train: "-")
    tied.architecture.tied = true
    for start in [tied, LanguageModelSettings(), LanguageModelSettings(network: .window)] {
      for settings in try drawn(start) {
        #expect(settings.problem == nil)
        #expect(settings.texts == start.texts && settings.training.seed == start.training.seed)
      }
    }
    for level in [NGramSettings().level, .character] {
      for smoothing in NGramSmoothing.allCases {
        var start = NGramSettings()
        (start.level, start.smoothing) = (level, smoothing)
        for settings in try drawn(start) {
          #expect(settings.problem == nil && settings.texts == start.texts)
          #expect(settings.smoothing.countsContinuations == smoothing.countsContinuations)
        }
      }
    }
    for settings in try drawn(SparseNonnegativeSettings()) { #expect(settings.problem == nil) }
  }

  @Test func ratesAreThoseOfTheRule() throws {
    let adam = try drawn(LanguageModelSettings(train: "-")).map(\.training.learningRate)
    #expect(adam.allSatisfy { (0.0008...0.005).contains($0) } && Set(adam).count > 50)
    let plain = try drawn(LanguageModelSettings(train: "-", optimizer: .sgd))
      .map(\.training.learningRate)
    #expect(plain.allSatisfy { (0.25...4).contains($0) })
  }

  @Test func onlyWhatHasPassesTakesAShare() {
    var (network, ngrams, matrix) = (
      LanguageModelSettings(), NGramSettings(), SparseNonnegativeSettings()
    )
    (network.passes, ngrams.passes, matrix.passes) = (3, 3, 3)
    #expect(network.training.epochs == 3 && matrix.epochs == 3 && ngrams.passes == nil)
    (network.seed, matrix.seed) = (8, 8)
    #expect(network.training.seed == 8 && matrix.seed == 8)
  }
}
