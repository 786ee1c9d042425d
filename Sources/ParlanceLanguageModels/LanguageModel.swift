import Foundation
import ParlanceArrays
import ParlanceAutograd
import ParlanceNN
import ParlanceSystem
import ParlanceText
import ParlanceTraining

/// A neural language model with the vocabulary that its numbers stand for.
public struct LanguageModel: LanguageModeling {
  /// The network.
  public let network: any LanguageModelNetwork
  /// The tokens of its outputs.
  public let vocabulary: Vocabulary
  /// How its lines are cut into tokens.
  public let tokenizer: Tokenizer

  /// Creates a model; traps where the vocabulary has another size than the network.
  public init(network: any LanguageModelNetwork, vocabulary: Vocabulary) {
    guard network.architecture.vocabularySize == vocabulary.count else {
      fatalError(
        "LanguageModel: the network has \(network.architecture.vocabularySize) outputs, "
          + "the vocabulary \(vocabulary.count) tokens")
    }
    self.network = network
    self.vocabulary = vocabulary
    tokenizer = Tokenizer(level: network.architecture.level)
  }

  /// What the network is made of.
  public var architecture: LanguageModelArchitecture { network.architecture }
}

extension LanguageModel {
  public var outOfVocabularyID: Int32 { Vocabulary.unknownID }

  public func read(
    _ tokens: [Int32], _ state: NetworkState?
  ) -> (logProbabilities: [Float], state: NetworkState) {
    let tokens = state == nil ? [Vocabulary.sentenceEndID] + tokens : tokens
    return withoutGraph {
      let (input, next) = network(
        tokens, batchSize: 1, sequenceLength: tokens.count, state: state)
      return (network.decoder.logProbabilities(input.last).array.floats, next)
    }
  }
}

extension OutputInput {
  /// Of the last prediction alone.
  fileprivate var last: OutputInput {
    let count = hidden.shape[0]
    return OutputInput(
      hidden.slice(axis: 0, count - 1..<count),
      history: TokenHistory(history.tokens.suffix(history.length), length: history.length))
  }
}

extension LanguageModel: NetworkModel {
  /// What `model.json` says.
  public struct Description: Codable {
    var modelType: LanguageModelArchitecture.Network?
    var architecture: LanguageModelArchitecture
  }

  public static var kind: String { languageModelKind }

  public static var modelTypes: [String?]? { [nil, "recurrent", "window"] }

  public var description: Description {
    Description(modelType: architecture.network, architecture: architecture)
  }

  public var module: any Module { network }

  public var sideFiles: [ModelFile] { [.vocabulary(vocabulary)] }

  public init(_ description: Description, from store: ModelStore) throws {
    var architecture = description.architecture
    if let network = description.modelType { architecture.network = network }
    if let problem = architecture.problem { throw store.bad(problem) }
    let vocabulary = try store.vocabulary(count: architecture.vocabularySize, by: "model.json")
    let network = try store.network { architecture.makeNetwork(using: &$0) }
    self.init(network: network, vocabulary: vocabulary)
  }
}

extension ModelFile {
  static func vocabulary(_ vocabulary: Vocabulary) -> ModelFile {
    ModelFile("vocabulary.txt", text: vocabulary.fileContents)
  }
}
