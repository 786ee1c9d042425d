import ParlanceArrays
import ParlanceClassification
import ParlanceDecoding
import ParlanceLanguageModels
import ParlanceNN
import ParlanceSystem
import ParlanceTagging
import ParlanceTestSupport
import ParlanceText
import ParlanceTraining
import ParlanceTranslation
import ParlanceVectors
import Testing

@testable import ParlanceHosting

/// An answer has the same bits alone and among 31 others, for every kind of model.
@Suite struct SameBitsTests {
  private let texts = MadeModels.texts

  private func bits(_ values: [Double]) -> [UInt64] { values.map(\.bitPattern) }

  private func expectSame<Answer: Sendable, Bits: Equatable>(
    _ host: ModelHost, _ ask: (ModelHost, [String]) async throws -> [Answer],
    _ bits: (Answer) -> Bits
  ) async throws {
    let together = try await ask(host, texts)
    #expect(together.count == texts.count)
    for place in [0, 1, 7, 31] {
      let alone = try await ask(host, [texts[place]])
      #expect(bits(alone[0]) == bits(together[place]), "text \(place)")
    }
  }

  @Test(arguments: [ClassifierArchitecture.ModelType.feedforward, .dan, .rnn, .lstm, .gru, .cnn])
  func classifiers(_ type: ClassifierArchitecture.ModelType) async throws {
    let folder = try TemporaryFolder(MadeModels.classifier(type))
    try await expectSame(
      try await .open(folder.path, limits: .patient), { try await $0.classify($1) },
      {
        bits($0.labels.map(\.probability))
      })
  }

  @Test(
    arguments: [TaggerArchitecture.Network.window, .rnn, .lstm, .gru],
    [TaggerArchitecture.Output.softmax, .crf])
  func taggers(
    _ network: TaggerArchitecture.Network, _ output: TaggerArchitecture.Output
  ) async throws {
    let folder = try TemporaryFolder(MadeModels.tagger(network, output))
    try await expectSame(
      try await .open(folder.path, limits: .patient), { try await $0.tag($1, isSplit: true) },
      {
        [$0.prediction.tags.joined(), "\(bits($0.prediction.confidences))"]
      })
  }

  @Test(arguments: TranslationArchitecture.Network.allCases)
  func translators(_ network: TranslationArchitecture.Network) async throws {
    let folder = try TemporaryFolder(MadeModels.translator(network))
    try await expectSame(
      try await .open(folder.path, limits: .patient),
      { try await $0.translate($1, aligning: true) },
      {
        [
          $0.translation.text, "\($0.translation.logProbability.bitPattern)",
          "\($0.alignment!.weights)",
        ]
      })
  }

  @Test(arguments: ["logistic", "tagger", "lstm", "gru", "window", "ngram", "snm", "mixture"])
  func modelsOfEarlierBuilds(_ name: String) async throws {
    let host = try await ModelHost.open(goldenPath("models-0.1") + "/" + name, limits: .patient)
    if host.facts.abilities == [.classify] {
      try await expectSame(
        host, { try await $0.classify($1) },
        {
          bits($0.labels.map(\.probability))
        })
    } else if host.facts.abilities == [.tag] {
      try await expectSame(host, { try await $0.tag($1) }, { bits($0.prediction.confidences) })
    } else {
      try await expectSameScores(host)
      try await expectSameWriting(host)
      try await expectSameSearches(host)
    }
  }

  @Test func vectorsAndFastText() async throws {
    let classifier = try await ModelHost.open(goldenPath("fasttext/softmax.bin"), limits: .patient)
    #expect(classifier.facts.abilities == [.classify])
    try await expectSame(
      classifier, { try await $0.classify($1) },
      {
        bits($0.labels.map(\.probability))
      })
    let vectors = try await ModelHost.open(goldenPath("fasttext/skip-gram.bin"), limits: .patient)
    #expect(vectors.facts.abilities == [.embed])
    try await expectSame(vectors, { try await $0.embed($1) }, { $0.map(\.bitPattern) })
  }

  @Test(
    arguments: [LanguageModelArchitecture.Network.recurrent, .window, .transformer],
    [RecurrentCell.lstm, .gru])
  func writing(_ network: LanguageModelArchitecture.Network, _ cell: RecurrentCell) async throws {
    let folder = try TemporaryFolder(MadeModels.languageModel(network, cell))
    let host = try await ModelHost.open(folder.path, limits: .patient)
    try await expectSameScores(host)
    try await expectSameWriting(host)
    try await expectSameSearches(host)
  }

  private func expectSameScores(_ host: ModelHost) async throws {
    try await expectSame(
      host, { try await $0.score($1, byToken: true) },
      { bits([$0.score.logProbability] + $0.surprises!.map(\.nats)) })
  }

  private func expectSameSearches(_ host: ModelHost) async throws {
    var options = GenerationOptions()
    (options.beamWidth, options.maximumLength) = (2, 4)
    let asked = options
    try await expectSame(
      host, { try await $0.search(after: $1, asked) },
      { [$0.text, "\($0.logProbability.bitPattern)"] })
  }

  /// Sums over more than one block of depth.
  @Test func writingWithManyUnits() async throws {
    let model = try MadeModels.languageModel(.recurrent, .lstm, hiddenSize: 650)
    let folder = try TemporaryFolder(model)
    try await expectSameWriting(try await .open(folder.path, limits: .patient))
  }

  private func expectSameWriting(_ host: ModelHost) async throws {
    let together = try await withThrowingTaskGroup(of: (Int, [UInt64]).self) { group in
      for (place, text) in texts.enumerated() {
        group.addTask { (place, try await write(host, text, UInt64(place))) }
      }
      return try await group.reduce(into: [:]) { $0[$1.0] = $1.1 }
    }
    for place in [0, 1, 7, 31] {
      let alone = try await write(host, texts[place], UInt64(place))
      #expect(!alone.isEmpty)
      #expect(together[place] == alone, "text \(place)")
    }
  }

  /// The bits of a text's log-probabilities, token by token.
  private func write(_ host: ModelHost, _ prompt: String, _ seed: UInt64) async throws -> [UInt64] {
    var options = GenerationOptions()
    (options.maximumLength, options.lines) = (4, 0)
    var found: [UInt64] = []
    for try await event in host.write(after: prompt, options, seed: RandomKey(seed: seed)) {
      if case .piece(let piece) = event { found.append(piece.logProbability.bitPattern) }
    }
    return found
  }
}
