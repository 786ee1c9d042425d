import Foundation
import ParlanceArrays
import ParlanceDecoding
import ParlanceSystem
import ParlanceText
import ParlanceTraining

/// What every language model can do, whatever it is made of: read tokens one after the other, and say
/// how likely a text is.
///
/// `read` begins at a line's beginning where there is no state. With these few, `generate`,
/// suggestions and choices work on any of them.
public protocol LanguageModeling: TokenPredicting, StoredModel {
  /// The tokens that it gives probabilities to.
  var vocabulary: Vocabulary { get }
  /// How its lines are cut into tokens.
  var tokenizer: Tokenizer { get }
  /// The id by which its corpora know tokens that the vocabulary lacks.
  var outOfVocabularyID: Int32 { get }
  /// Whether a text that the model writes is one line, unless said otherwise.
  var endsTextsAtLineEnds: Bool { get }

  /// The natural log-probability of each token of a corpus, every line's `</s>` included.
  func logProbabilities(of corpus: TokenCorpus) -> [Double]

  /// The same, where each line is read as if it were the only one.
  ///
  /// A line's numbers do not depend on the others but for rounding.
  func lineLogProbabilities(of corpus: TokenCorpus) -> [Double]
}

extension LanguageModeling {
  public var endsTextsAtLineEnds: Bool { true }

  /// Of a model that reads each line by itself in any case.
  public func lineLogProbabilities(of corpus: TokenCorpus) -> [Double] {
    logProbabilities(of: corpus)
  }

  /// The cross-entropy of a corpus: every token and every line's `</s>` is predicted once.
  public func evaluate(_ corpus: TokenCorpus) -> Evaluation {
    Evaluation(
      totalLoss: -logProbabilities(of: corpus).reduce(0, +), tokens: corpus.tokenCount)
  }

  /// A text in the model's ids.
  ///
  /// - `look`: told of each line that is read.
  /// - Throws: as `TokenCorpus.read` does.
  public func corpus(
    path: String, skipBlankLines: Bool, look: (String) -> Void = { _ in }
  ) throws -> TokenCorpus {
    try TokenCorpus.read(
      path: path, tokenizer: tokenizer, vocabulary: vocabulary, skipBlankLines: skipBlankLines,
      outOfVocabularyID: outOfVocabularyID, look: look)
  }
}

extension LanguageModeling {
  /// The ids of a text's tokens; padding, and the marks of a line's ends, are never text.
  package func ids(of tokens: [String]) -> [Int32] {
    tokens.map { token in
      let id = vocabulary.id(of: token)
      let isKnown = id != Vocabulary.unknownID || token == Vocabulary.unknown
      return isKnown && !Vocabulary.isBoundary(token) ? id : outOfVocabularyID
    }
  }

  /// The tokens of a prompt's lines. A line feed ends a line, as `</s>` does in a text.
  ///
  /// - `limit`: tokens of a line that are cut at most.
  package func lines(ofPrompt prompt: String, limit: Int = .max) -> [[String]] {
    prompt.split(omittingEmptySubsequences: false) { ["\n", "\r\n", "\r"].contains($0) }
      .map { tokenizer.tokens(String($0), limit: limit) }
  }

  /// What a model reads of a prompt: all, or where it reads each line by itself, the last line.
  ///
  /// - `limit`: tokens of a line that are cut at most.
  package func ids(ofPrompt prompt: String, limit: Int = .max) -> [Int32] {
    ids(of: lines(ofPrompt: prompt, limit: limit).suffix(readsLinesAlone ? 1 : .max))
  }

  /// Lines in the model's ids, `</s>` between them.
  package func ids(of lines: some Sequence<[String]>) -> [Int32] {
    Array(lines.map { ids(of: $0) }.joined(separator: [Vocabulary.sentenceEndID]))
  }

  /// How many of a text's tokens the vocabulary lacks; a literal `<unk>` is not one of them.
  package func unknownCount(_ tokens: [String]) -> Int {
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
  guard
    let model = try ModelKinds.languageModels.model(in: RunDirectory(path)) as? any LanguageModeling
  else { fatalError("languageModel: a kind among the language models is none") }
  return model
}

/// The kind of all of them in `model.json`; they differ in their `modelType`.
let languageModelKind = "language-model"

extension ModelKinds {
  /// Every kind of language model.
  public static let languageModels = ModelKinds()
    .adding(LanguageModel.self).adding(NGramLanguageModel.self)
    .adding(SparseNonnegativeLanguageModel.self).adding(MixtureLanguageModel.self)
}
