import ParlanceArrays
import ParlanceAutograd
import ParlanceDecoding
import ParlanceNN
import ParlanceSystem
import ParlanceText
import ParlanceTraining

/// A network that translates sentences, with what its numbers stand for.
///
/// ```swift
/// let translator = try Translator(directory: RunDirectory("models/translator"))
/// print(translator.translations(of: ["a good day"]).map(\.text))
/// ```
public struct Translator {
  /// The network.
  public let network: any TranslationNetwork
  /// The tokens of what is translated, and of what it becomes.
  public let source: SideTokenizer
  public let target: SideTokenizer

  /// Creates a translator; traps where the vocabularies have other sizes than the network.
  public init(network: any TranslationNetwork, source: SideTokenizer, target: SideTokenizer) {
    let made = network.architecture
    guard made.sourceVocabularySize == source.vocabulary.count,
      made.targetVocabularySize == target.vocabulary.count
    else {
      fatalError(
        "Translator: a network of \(made.sourceVocabularySize) and \(made.targetVocabularySize) "
          + "tokens for vocabularies of \(source.vocabulary.count) and \(target.vocabulary.count)")
    }
    (self.network, self.source, self.target) = (network, source, target)
    if !made.sharesVocabulary {
      network.pointer?.copies = source.vocabulary.tokens.map { target.vocabulary.id(of: $0) }
    }
  }

  /// What the network is made of.
  public var architecture: TranslationArchitecture { network.architecture }

  /// Whether a source has more tokens than the model reads.
  public func isCut(_ line: String) -> Bool { source.hasTokens(architecture.maximumLength, line) }

  /// Whether a target has more tokens than the model reads.
  public func isCut(target line: String) -> Bool {
    target.hasTokens(architecture.maximumLength, line)
  }

  /// Of a source; one that holds no token is read as `</s>` alone.
  func sourceIDs(_ line: String) -> [Int32] {
    source.ids(line, limit: architecture.maximumLength - 1) + [Vocabulary.sentenceEndID]
  }
}

extension Translator: NetworkModel {
  /// What `model.json` says.
  public struct Description: Codable, Sendable {
    var modelType: TranslationArchitecture.Network
    var architecture: TranslationArchitecture
  }

  public static let kind = "translator"

  public var description: Description {
    Description(modelType: architecture.network, architecture: architecture)
  }

  public var module: any Module { network }

  private static let names = (
    source: "source-vocabulary.txt", target: "target-vocabulary.txt",
    sourceCodes: "source-codes.bpe", targetCodes: "target-codes.bpe"
  )

  public var sideFiles: [ModelFile] {
    let codes = [
      source.encoding.map { ModelFile(Self.names.sourceCodes, text: $0.fileContents) },
      target.encoding.map { ModelFile(Self.names.targetCodes, text: $0.fileContents) },
    ]
    return [
      ModelFile(Self.names.source, text: source.vocabulary.fileContents),
      ModelFile(Self.names.target, text: target.vocabulary.fileContents),
    ] + codes.compactMap { $0 }
  }

  public var inspection: ModelInspection {
    ModelInspection(
      description,
      [
        ("model", architecture.summary),
        (
          "vocabularies",
          "\(source.vocabulary.count) source tokens, \(target.vocabulary.count) target tokens"
        ),
      ], of: network)
  }

  public init(_ description: Description, from store: ModelStore) throws {
    var architecture = description.architecture
    architecture.network = description.modelType
    if let problem = architecture.problem { throw store.bad(problem) }
    func side(_ name: String, _ codes: String, _ count: Int) throws -> SideTokenizer {
      let vocabulary = try store.vocabulary(name, count: count, by: "model.json")
      let encoding =
        try architecture.level == .subword
        ? BytePairEncoding.read(from: store.directory.file(codes)) : nil
      return SideTokenizer(
        architecture.level, vocabulary, encoding, keepsSpacing: architecture.keepsSpacing)
    }
    let source = try side(
      Self.names.source, Self.names.sourceCodes, architecture.sourceVocabularySize)
    let target = try side(
      Self.names.target, Self.names.targetCodes, architecture.targetVocabularySize)
    let network = try store.network { architecture.makeNetwork(using: &$0) }
    self.init(network: network, source: source, target: target)
  }
}
