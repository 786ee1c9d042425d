import Foundation
import ParlanceArrays
import ParlanceText
import ParlanceTraining

/// What every language model can do, whatever it is made of: read tokens one after the other, and say
/// how likely a text is.
///
/// With these few, `generate` and beam search work on any of them.
public protocol LanguageModeling {
  /// What the model knows of the tokens that it has read.
  associatedtype State

  /// The tokens that it gives probabilities to.
  var vocabulary: Vocabulary { get }
  /// How its lines are cut into tokens.
  var tokenizer: Tokenizer { get }
  /// The id by which its corpora know tokens that the vocabulary lacks.
  var outOfVocabularyID: Int32 { get }

  /// Reads tokens, at a line's beginning where there is no state: → the natural log-probability of
  /// each token of the vocabulary to come next, and the state.
  func read(_ tokens: [Int32], _ state: State?) -> (logProbabilities: [Float], state: State)

  /// The natural log-probability of each token of a corpus, every line's `</s>` included.
  func logProbabilities(of corpus: TokenCorpus) -> [Double]

  /// The log-probability of a line, its `</s>` included, in nats.
  func score(_ line: String) -> LineScore

  /// What the model is made of.
  var inspection: ModelInspection { get }
}

extension LanguageModeling {
  /// The cross-entropy of a corpus: every token and every line's `</s>` is predicted once.
  public func evaluate(_ corpus: TokenCorpus) -> Evaluation {
    Evaluation(
      totalLoss: -logProbabilities(of: corpus).reduce(0, +), tokens: corpus.tokenCount)
  }

  /// A text in the model's ids.
  ///
  /// - Throws: as `TokenCorpus.read` does.
  public func corpus(path: String, skipBlankLines: Bool) throws -> TokenCorpus {
    try TokenCorpus.read(
      path: path, tokenizer: tokenizer, vocabulary: vocabulary, skipBlankLines: skipBlankLines,
      outOfVocabularyID: outOfVocabularyID)
  }
}

extension LanguageModeling {
  /// The ids of a text's tokens; padding, and the marks of a line's ends, are never text.
  func ids(of tokens: [String]) -> [Int32] {
    tokens.map { token in
      let id = vocabulary.id(of: token)
      let isKnown = id != Vocabulary.unknownID || token == Vocabulary.unknown
      return isKnown && !Vocabulary.isBoundary(token) ? id : outOfVocabularyID
    }
  }

  /// How many of a text's tokens the vocabulary lacks; a literal `<unk>` is not one of them.
  func unknownCount(_ tokens: [String]) -> Int {
    tokens.count { !vocabulary.contains($0) || Vocabulary.isBoundary($0) }
  }
}

/// Reads any language model: a model directory, or an ARPA file.
///
/// - Throws: `InputError` that names the file and what does not fit in it.
public func languageModel(at path: String) throws -> any LanguageModeling {
  var isFolder: ObjCBool = false
  if FileManager.default.fileExists(atPath: path, isDirectory: &isFolder), !isFolder.boolValue {
    return try NGramLanguageModel(arpa: path)
  }
  let directory = RunDirectory(path)
  let header = try LanguageModelHeader(directory)
  return switch header.modelType {
  case .recurrent, .window: try LanguageModel(directory: directory)
  case .ngram: try NGramLanguageModel(directory: directory)
  case .mixture: try MixtureLanguageModel(directory: directory)
  case .snm: try SparseNonnegativeLanguageModel(directory: directory)
  }
}

/// What every language model's `model.json` begins with.
struct LanguageModelHeader: Decodable {
  /// How a language model works.
  enum ModelType: String, Codable { case recurrent, window, ngram, snm, mixture }

  static let kind = "language-model"
  static let newestFormat = 1

  let modelType: ModelType

  private enum CodingKeys: String, CodingKey { case format, kind, modelType }

  init(from decoder: any Decoder) throws {
    let values = try decoder.container(keyedBy: CodingKeys.self)
    let kind = try values.decode(String.self, forKey: .kind)
    guard kind == Self.kind else {
      throw InputError(.badData, "expected a model of kind \(Self.kind), found \(kind)")
    }
    let format = try values.decode(Int.self, forKey: .format)
    guard (1...Self.newestFormat).contains(format) else {
      throw InputError(
        .badData,
        "format \(format) is not known to this version; it reads formats up to \(Self.newestFormat)"
      )
    }
    modelType = try values.decodeIfPresent(ModelType.self, forKey: .modelType) ?? .recurrent
  }

  init(_ directory: RunDirectory) throws {
    self = try directory.description(LanguageModelHeader.self)
  }
}
