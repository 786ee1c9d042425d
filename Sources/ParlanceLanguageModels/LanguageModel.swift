import Foundation
import ParlanceArrays
import ParlanceAutograd
import ParlanceDecoding
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
  ///
  /// - `encoding`: what cuts words into pieces, at the level of subwords.
  public init(
    network: any LanguageModelNetwork, vocabulary: Vocabulary, encoding: BytePairEncoding? = nil
  ) {
    guard network.architecture.vocabularySize == vocabulary.count else {
      fatalError(
        "LanguageModel: the network has \(network.architecture.vocabularySize) outputs, "
          + "the vocabulary \(vocabulary.count) tokens")
    }
    self.network = network
    self.vocabulary = vocabulary
    let tokenizer = Tokenizer(level: network.architecture.level)
    self.tokenizer = encoding.map { tokenizer.cutting(by: $0, into: vocabulary) } ?? tokenizer
  }

  /// What the network is made of.
  public var architecture: LanguageModelArchitecture { network.architecture }
}

extension LanguageModel {
  public var outOfVocabularyID: Int32 { Vocabulary.unknownID }

  /// A model of characters that has learned from a stream writes on after a line's end.
  public var endsTextsAtLineEnds: Bool {
    architecture.level.hasWords || architecture.context == .line
  }

  public func read(
    rows: [[Int32]], _ state: CarriedState?
  ) -> (logProbabilities: NDArray, state: CarriedState) {
    let rows = state == nil ? rows.map { [Vocabulary.sentenceEndID] + $0 } : rows
    let lengths = rows.map(\.count)
    let steps = lengths.max() ?? 0
    guard lengths.min() ?? 1 > 0 else { fatalError("LanguageModel.read: a row without tokens") }
    let tokens = rows.flatMap {
      $0 + [Int32](repeating: Vocabulary.paddingID, count: steps - $0.count)
    }
    return withoutGraph {
      let (input, next) = network(
        tokens, batchSize: rows.count, sequenceLength: steps, state: state,
        lengths: lengths.allSatisfy { $0 == steps } ? nil : lengths)
      let last = lengths.enumerated().map { $0.offset * steps + $0.element - 1 }
      return (network.decoder.logProbabilities(input.at(last)).array, next)
    }
  }
}

extension OutputInput {
  /// Of some of the predictions.
  fileprivate func at(_ places: [Int]) -> OutputInput {
    if places.count == hidden.shape[0] { return self }
    let length = history.length
    return OutputInput(
      hidden.take(Indices(places.map(Int32.init)), axis: 0),
      history: TokenHistory(
        length == 0
          ? [] : places.flatMap { history.tokens[$0 * length..<($0 + 1) * length] },
        length: length))
  }
}

extension LanguageModel: NetworkModel {
  /// What `model.json` says.
  public struct Description: Codable {
    var modelType: LanguageModelArchitecture.Network?
    var architecture: LanguageModelArchitecture
  }

  public static var kind: String { languageModelKind }

  public static var modelTypes: [String?]? {
    [nil] + LanguageModelArchitecture.Network.allCases.map(\.rawValue)
  }

  public var description: Description {
    Description(modelType: architecture.network, architecture: architecture)
  }

  public var module: any Module { network }

  public var sideFiles: [ModelFile] {
    [.vocabulary(vocabulary)] + [tokenizer.encoding.map(ModelFile.init(codes:))].compactMap(\.self)
  }

  public init(_ description: Description, from store: ModelStore) throws {
    var architecture = description.architecture
    if let network = description.modelType { architecture.network = network }
    if let problem = architecture.problem { throw store.bad(problem) }
    let vocabulary = try store.vocabulary(count: architecture.vocabularySize, by: "model.json")
    let network = try store.network { architecture.makeNetwork(using: &$0) }
    self.init(
      network: network, vocabulary: vocabulary,
      encoding: try architecture.level == .subword ? store.codes() : nil)
  }
}

extension ModelFile {
  static func vocabulary(_ vocabulary: Vocabulary) -> ModelFile {
    ModelFile("vocabulary.txt", text: vocabulary.fileContents)
  }
}
