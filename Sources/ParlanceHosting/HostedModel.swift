import Foundation
import ParlanceClassification
import ParlanceLanguageModels
import ParlanceNN
import ParlanceSystem
import ParlanceTagging
import ParlanceText
import ParlanceTraining
import ParlanceTranslation
import ParlanceVectors

/// A model of any kind that was opened, and what it can be asked.
///
/// It is not Sendable: a `ModelHost` owns it and lends it to who works with it.
public struct HostedModel {
  /// What a model can be asked to do.
  public enum Ability: String, Sendable, Codable, CaseIterable {
    case complete, classify, tag, translate, embed
  }

  /// The model.
  public let model: any StoredModel
  /// What it can do.
  public let abilities: [Ability]
  /// Of word vectors: what finds the neighbours of a word.
  public let index: SimilarityIndex?

  /// Opens a model directory, an ARPA file, a file of fastText, or word vectors in any form.
  ///
  /// - Throws: `InputError` that names the file and what does not fit in it.
  public init(path: String) throws {
    model = try Self.open(path)
    // It only answers, and each step would arrange the same weights again.
    (model as? any NetworkModel)?.module.keepWeightsForProducts()
    index = (model as? VectorModel).map { SimilarityIndex($0.vectors) }
    abilities =
      switch model {
      case is any LanguageModeling: [.complete]
      case is any TextClassifying: [.classify]
      case is Tagger: [.tag]
      case is Translator: [.translate]
      default: index == nil ? [] : [.embed]
      }
  }

  private static func open(_ path: String) throws -> any StoredModel {
    try requirePlainFiles(path)
    let directory = RunDirectory(path)
    if directory.isFolder { return try ModelKinds.all.model(in: directory) }
    try requireExists(path)
    if [".arpa", ".arpa.gz"].contains(where: path.hasSuffix) {
      return try NGramLanguageModel(arpa: path)
    }
    if FastTextFile.isFastText(path), let model = try? FastTextClassifier(path: path) {
      return model
    }
    let vectors = try WordVectors.read(path: path)
    guard vectors.count > 0, vectors.dimension > 0 else {
      throw InputError(.badData, file: path, "there is no vector to ask")
    }
    return VectorModel(vectors, modelType: "file")
  }

  /// Throws `InputError.badData` where a pipe or a device stands for a file of a model: to open it may take for ever.
  private static func requirePlainFiles(_ path: String) throws {
    var status = stat()
    // What is missing is told where it is read.
    guard stat(path, &status) == 0 else { return }
    switch status.st_mode & S_IFMT {
    case S_IFREG: break
    case S_IFDIR:
      let names = try? FileManager.default.contentsOfDirectory(atPath: path)
      // Not what it was trained with, and no link around.
      for name in names ?? [] where name != "run" && path.utf8.count < 4096 {
        try requirePlainFiles(path + "/" + name)
      }
    default: throw InputError(.badData, file: path, "expected a file, found no plain file")
    }
  }

  /// Throws `InputError.missingInput` where there is nothing to open.
  public static func requireExists(_ path: String) throws {
    guard FileManager.default.fileExists(atPath: path) else {
      throw InputError(.missingInput, file: path, "there is no such model")
    }
  }

  func languageModel() throws -> any LanguageModeling {
    guard let found = model as? any LanguageModeling else { throw unsuited(.complete) }
    return found
  }

  func classifier() throws -> any TextClassifying {
    guard let found = model as? any TextClassifying else { throw unsuited(.classify) }
    return found
  }

  func tagger() throws -> Tagger {
    guard let found = model as? Tagger else { throw unsuited(.tag) }
    return found
  }

  func translator() throws -> Translator {
    guard let found = model as? Translator else { throw unsuited(.translate) }
    return found
  }

  func vectors() throws -> SimilarityIndex {
    guard let index else { throw unsuited(.embed) }
    return index
  }

  private func unsuited(_ ability: Ability) -> HostError { .unsuited(ability, found: abilities) }
}

/// What is known of a hosted model without asking it.
public struct HostedModelFacts: Sendable {
  /// Where it was opened.
  public let path: String
  /// Its kind, as `model.json` names it.
  public let kind: String
  /// What it can do.
  public let abilities: [HostedModel.Ability]
  /// What it is made of, by names.
  public let facts: [String: String]
  /// The numbers that it holds.
  public let parameterCount: Int
  /// The labels of a classifier, or the tags of a tagger; else none.
  public let labels: [String]
  /// How a language model cuts lines; nil for others.
  public let level: TextLevel?
  /// Whether it is a translator whose attention says which words were written from which.
  public let aligns: Bool

  init(_ hosted: HostedModel, path: String) {
    let inspection = hosted.model.inspection
    self.path = path
    kind = type(of: hosted.model).kind
    abilities = hosted.abilities
    facts = Dictionary(
      inspection.facts.map { ($0.0, $0.1) }, uniquingKeysWith: { first, _ in first })
    parameterCount = inspection.parameterCount
    labels =
      (hosted.model as? any TextClassifying)?.labels.names
      ?? (hosted.model as? Tagger)?.tags.names ?? []
    level = (hosted.model as? any LanguageModeling)?.tokenizer.level
    aligns = (hosted.model as? Translator).map { (try? $0.requireAttention()) != nil } ?? false
  }
}
