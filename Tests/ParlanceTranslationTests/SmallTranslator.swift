import Foundation
import ParlanceSystem
import ParlanceText
import ParlanceTraining
import Testing

@testable import ParlanceTranslation

/// Eight sentences with translations to learn by heart.
let pairs: [SentencePair] = [
  ("the cat sleeps", "le chat dort"), ("the dog sleeps", "le chien dort"),
  ("a cat eats", "un chat mange"), ("a dog eats fish", "un chien mange du poisson"),
  ("the bird sings in the morning", "le matin l'oiseau chante"), ("good morning", "bonjour"),
  ("the sea is blue", "la mer est bleue"), ("the fish swims", "le poisson nage"),
].map { SentencePair(source: $0, target: $1) }

/// A folder for one test.
final class Folder {
  let path = FileManager.default.temporaryDirectory.appendingPathComponent(UUID().uuidString).path

  init() throws {
    try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
  }

  deinit { try? FileManager.default.removeItem(atPath: path) }

  func file(_ name: String, _ text: String) throws -> String {
    let path = self.path + "/" + name
    try AtomicFile.write(text, to: path)
    return path
  }

  /// The pairs with tabs between the sides.
  func pairs() throws -> String {
    try file(
      "pairs.tsv",
      ParlanceTranslationTests.pairs.map { "\($0.source)\t\($0.target)\n" }.joined())
  }
}

/// What settings may be varied by.
struct Variant: Sendable, CustomTestStringConvertible {
  let name: String
  let change: @Sendable (inout TranslationArchitecture) -> Void
  var testDescription: String { name }

  static let all: [Variant] = [
    Variant(name: "gru, additive, contexts fed") { _ in },
    Variant(name: "lstm, general, input feeding") {
      ($0.cell, $0.attention, $0.feeding) = (.lstm, .general, .input)
    },
    Variant(name: "rnn, dot") {
      ($0.cell, $0.attention, $0.feeding, $0.bidirectional) = (.rnn, .dot, .none, false)
    },
    Variant(name: "two layers, concat, input feeding, tied") {
      ($0.layers, $0.attention, $0.feeding, $0.tied) = (2, .concat, .input, true)
    },
    Variant(name: "no attention") { $0.attention = .none },
    Variant(name: "transformer") { $0.network = .transformer },
    Variant(name: "transformer, after, learned, tied") {
      ($0.network, $0.normalisesFirst) = (.transformer, false)
      ($0.positions, $0.tied, $0.layers) = (.learned, true, 2)
    },
    Variant(name: "transformer, rotary, one vocabulary") {
      ($0.network, $0.positions, $0.sharesVocabulary) = (.transformer, .rotary, true)
    },
    Variant(name: "gru, additive, one vocabulary, tied") {
      ($0.sharesVocabulary, $0.tied) = (true, true)
    },
    Variant(name: "gru, copying") { $0.copying = true },
    Variant(name: "transformer, copying, one vocabulary") {
      ($0.network, $0.copying, $0.sharesVocabulary) = (.transformer, true, true)
    },
  ]

  /// Settings that learn the pairs in seconds.
  func settings(_ train: String) -> TranslationSettings {
    var settings = TranslationSettings()
    settings.architecture.embeddingSize = 24
    settings.architecture.hiddenSize = 24
    (settings.architecture.heads, settings.architecture.feedForwardSize) = (2, 32)
    settings.architecture.dropout = 0
    settings.architecture.level = .word
    change(&settings.architecture)
    (settings.train, settings.validation) = (train, train)
    (settings.batchSize, settings.leastSteps, settings.labelSmoothing) = (4, nil, 0)
    settings.training.learningRate = 0.01
    settings.training.schedule = .constant
    (settings.training.epochs, settings.training.patience) = (80, nil)
    return settings
  }

  /// A network with random weights for the pairs' words.
  func translator() throws -> Translator {
    let folder = try Folder()
    let settings = settings(try folder.pairs())
    guard case .training(let translator, _, _) = try TranslationPlan(settings).fitting() else {
      fatalError()
    }
    return translator
  }
}
