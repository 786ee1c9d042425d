import ParlanceDistributed
import ParlanceSystem
import ParlanceTestSupport
import ParlanceText
import ParlanceTraining
import Testing

@testable import ParlanceLanguageModels

@Suite struct EvaluatingRanksTests {
  /// What ranks find of a text of several windows, under an untrained network.
  private static func found(
    _ settings: LanguageModelSettings, ranks size: Int
  ) throws -> [[Double]] {
    try ThreadRanks.run(size) { ranks in
      guard case .training(let model, _, _) = try LanguageModelPlan(settings).fitting() else {
        throw InputError(.failure, "nothing to train")
      }
      let corpus = try model.corpus(path: settings.texts.train!, skipBlankLines: true)
      #expect(corpus.tokenCount > 3 * model.windowLength)
      return try model.logProbabilities(of: corpus, ranks: ranks)
    }
  }

  @Test(arguments: LanguageModelArchitecture.Network.allCases, [false, true])
  func theNumbersOfOneProcess(_ network: LanguageModelArchitecture.Network, isByLine: Bool) throws {
    try withFolder { folder in
      let text = folder + "/text"
      let lines = ngramText(lines: 1200, words: 40, seed: 4)
      try AtomicFile.write(lines.map { $0 + "\n" }.joined(), to: text)
      var settings = LanguageModelSettings(train: text, network: network, hiddenSize: 8)
      if isByLine && network == .recurrent { settings.architecture.context = .line }
      let alone = try Self.found(settings, ranks: 1)[0]
      for size in [2, 3, 7] {
        #expect(try Self.found(settings, ranks: size).allSatisfy { $0 == alone })
      }
    }
  }
}
