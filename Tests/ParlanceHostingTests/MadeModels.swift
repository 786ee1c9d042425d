import Foundation
import ParlanceArrays
import ParlanceClassification
import ParlanceLanguageModels
import ParlanceNN
import ParlanceSystem
import ParlanceTagging
import ParlanceText
import ParlanceTraining
import ParlanceTranslation

/// Models with random weights, large enough that each way through the kernels is taken.
enum MadeModels {
  static let words = (0..<1500).map { "w\($0)" }
  static func vocabulary() throws -> Vocabulary {
    try Vocabulary(tokens: Vocabulary.specials + words)
  }

  /// Texts of different lengths, the first of which is looked at.
  static let texts = (0..<32).map { text in
    (0..<(text == 0 ? 5 : 1 + text * 7 % 23)).map { words[(text * 31 + $0 * 17) % words.count] }
      .joined(separator: " ")
  }

  static func languageModel(
    _ network: LanguageModelArchitecture.Network, _ cell: RecurrentCell, hiddenSize: Int = 200
  ) throws -> LanguageModel {
    var architecture = LanguageModelArchitecture()
    (architecture.network, architecture.cell, architecture.window) = (network, cell, 4)
    if network == .transformer { (architecture.window, architecture.heads) = (64, 4) }
    architecture.vocabularySize = words.count + 4
    (architecture.embeddingSize, architecture.hiddenSize) = (hiddenSize, hiddenSize)
    architecture.layers = 2
    architecture.context = .line
    var generator = RandomGenerator(seed: 4)
    return LanguageModel(
      network: architecture.makeNetwork(using: &generator), vocabulary: try vocabulary())
  }

  static func classifier(_ type: ClassifierArchitecture.ModelType) throws -> TextClassifier {
    var architecture = ClassifierArchitecture()
    architecture.modelType = type
    architecture.vocabularySize = words.count + 4
    architecture.labelCount = 7
    (architecture.embeddingSize, architecture.hiddenSize) = (150, 180)
    var generator = RandomGenerator(seed: 5)
    return TextClassifier(
      network: architecture.makeNetwork(using: &generator), vocabulary: try vocabulary(),
      labels: try LabelSet((0..<7).map { "label\($0)" }))
  }

  static func tagger(
    _ network: TaggerArchitecture.Network, _ output: TaggerArchitecture.Output
  ) throws -> Tagger {
    let tags = try LabelSet(["O", "B-A", "I-A", "B-B", "I-B"])
    let characters = try Vocabulary(
      tokens: Vocabulary.specials + "w0123456789".map { String($0) })
    var architecture = TaggerArchitecture()
    (architecture.network, architecture.output, architecture.scheme) = (network, output, .iob2)
    architecture.vocabularySize = words.count + 4
    (architecture.characterCount, architecture.tagCount) = (characters.count, tags.count)
    var generator = RandomGenerator(seed: 6)
    return Tagger(
      network: architecture.makeNetwork(using: &generator),
      vocabulary: TaggerVocabulary(
        words: try vocabulary(), characters: characters, tags: tags,
        lowercased: architecture.lowercased))
  }

  static func translator(_ network: TranslationArchitecture.Network) throws -> Translator {
    var architecture = TranslationArchitecture()
    architecture.network = network
    architecture.level = .word
    (architecture.embeddingSize, architecture.hiddenSize) = (128, 128)
    (architecture.sourceVocabularySize, architecture.targetVocabularySize) = (
      words.count + 4, words.count + 4
    )
    architecture.maximumLength = 24
    var generator = RandomGenerator(seed: 7)
    let side = SideTokenizer(.word, try vocabulary(), nil)
    return Translator(
      network: architecture.makeNetwork(using: &generator), source: side, target: side)
  }
}

/// A folder that is removed when it is released.
final class TemporaryFolder: Sendable {
  let path = FileManager.default.temporaryDirectory
    .appendingPathComponent("parlance-\(UUID().uuidString)").path

  /// Saves a model in it.
  init(_ model: any StoredModel) throws { try model.save(to: RunDirectory(path)) }

  deinit { try? FileManager.default.removeItem(atPath: path) }
}
