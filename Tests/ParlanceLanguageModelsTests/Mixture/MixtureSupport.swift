import Foundation
import ParlanceNN
import ParlanceSystem
import ParlanceTestSupport
import ParlanceText
import ParlanceTraining

@testable import ParlanceLanguageModels

/// An untrained network over a vocabulary.
func neuralModel(
  _ vocabulary: Vocabulary, context: LanguageModelArchitecture.Context = .line, seed: UInt64 = 1
) -> LanguageModel {
  var architecture = LanguageModelArchitecture()
  architecture.vocabularySize = vocabulary.count
  architecture.embeddingSize = 5
  architecture.hiddenSize = 5
  architecture.layers = 1
  architecture.context = context
  var generator = RandomGenerator(seed: seed)
  return LanguageModel(
    network: RecurrentLanguageModel(architecture, using: &generator), vocabulary: vocabulary)
}

extension LanguageModeling {
  /// A text in the model's ids.
  func corpus(_ lines: [String]) -> TokenCorpus {
    TokenizedText(lines: lines, tokenizer: tokenizer)
      .encoded(with: vocabulary, outOfVocabularyID: outOfVocabularyID)
  }

  /// The probability of each of a line's tokens and of its `</s>`.
  func probabilities(_ line: String) -> [Double] {
    logProbabilities(of: corpus([line])).map(exp)
  }
}

/// Models over the words of one text, which know the same tokens in different ways.
struct ModelsOfOneText {
  static let lines = ngramText(lines: 120, words: 12, seed: 3)
  /// Where `<unk>` is a word of the text.
  static let marked = lines.map { $0.replacing("w0", with: "<unk>") }
  let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  /// Over w1, w2, … : by their names.
  func model(_ name: String) throws -> any LanguageModeling {
    let plain = Self.lines.map { line in
      line.split(separator: " ").filter { $0 != "w0" }.joined(separator: " ")
    }
    switch name {
    // Never saw <unk>: one place for all that is unknown.
    case "closed": return try ngramModel(plain) { $0.order = 3 }
    // Tells a literal <unk> from other words.
    case "marked": return try ngramModel(Self.marked) { $0.order = 3 }
    case "marked-2":
      return try ngramModel(Self.marked.reversed()) {
        $0.order = 2
        $0.smoothing = .wittenBell
      }
    // Reads other words as <unk>.
    case "replaced":
      var count = 0
      let rare = Self.lines.map { line in
        line.split(separator: " ").map { word in
          count += 1
          return word == "w0" ? "rare\(count)" : String(word)
        }.joined(separator: " ")
      }
      return try ngramModel(rare) {
        $0.order = 3
        $0.minimumCount = 2
      }
    case "pruned":
      let rare = plain.enumerated().map { index, line in "\(line) rare\(index)" }
      return try ngramModel(rare) {
        $0.order = 2
        $0.prune = [1]
      }
    case "arpa", "arpa-marked":
      let source = try model(name == "arpa" ? "closed" : "marked")
      let path = folder.path + "/\(name).arpa"
      try (source as! NGramLanguageModel).write(arpa: path)
      return try NGramLanguageModel(arpa: path)
    case "neural": return neuralModel(try model("closed").vocabulary)
    case "neural-other-order":
      let words = try model("closed").vocabulary.tokens.dropFirst(Vocabulary.specials.count)
      return neuralModel(try Vocabulary(tokens: Vocabulary.specials + words.reversed()), seed: 2)
    case "mixture":
      return try MixtureLanguageModel([model("closed"), model("neural-other-order")])
    case "mixture-marked":
      return try MixtureLanguageModel([model("marked"), model("marked-2")], weights: [0.2, 0.8])
    default: fatalError(name)
    }
  }

  static let names = [
    "closed", "marked", "marked-2", "replaced", "pruned", "arpa", "arpa-marked", "neural",
    "neural-other-order", "mixture", "mixture-marked",
  ]
  static let pairs = names.enumerated().flatMap { index, first in
    names[index...].map { [first, $0] }
  }
}
