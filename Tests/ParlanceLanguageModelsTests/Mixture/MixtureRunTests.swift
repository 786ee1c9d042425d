import Foundation
import ParlanceSystem
import ParlanceText
import ParlanceTraining
import Testing

@testable import ParlanceLanguageModels

@Suite struct MixtureRunTests {
  private let folder: TemporaryFolder
  private let models: ModelsOfOneText
  private let text: String

  init() throws {
    folder = try TemporaryFolder()
    models = try ModelsOfOneText()
    text = try folder.file("text.txt", ModelsOfOneText.lines.joined(separator: "\n"))
  }

  /// Writes a model; returns its place.
  private func saved(_ name: String) throws -> String {
    let path = folder.path + "/" + name
    switch try models.model(name) {
    case let model as NGramLanguageModel where name == "arpa":
      try model.write(arpa: path + ".arpa")
      return path + ".arpa"
    case let model as NGramLanguageModel: try model.save(to: RunDirectory(path))
    case let model as LanguageModel: try model.save(to: RunDirectory(path))
    default: fatalError(name)
    }
    return path
  }

  private func mix(
    _ models: [String], weights: [Double]? = nil, to output: String = "mixture",
    _ existing: RunDirectory.Existing = .refuse
  ) throws -> MixtureReport {
    var settings = MixtureSettings()
    settings.models = models
    settings.weights = weights
    settings.validation = text
    return try MixtureRun(settings, output: folder.path + "/" + output, existing: existing)
      .make(command: "test")
  }

  @Test func aFolderIsAModel() throws {
    let paths = try ["closed", "neural", "arpa"].map(saved)
    let report = try mix(paths)
    #expect(report.parts.map(\.model) == paths)
    #expect(report.iterations ?? 0 > 0)
    let read = try languageModel(at: report.model)
    let mixture = try #require(read as? MixtureLanguageModel)
    #expect(mixture.weights == report.parts.map(\.weight))
    // A converted ARPA file is a folder like the others.
    #expect(RunDirectory(report.model).part(2).isFolder)
    let parts = try paths.map { try languageModel(at: $0) }
    let made = try MixtureLanguageModel(parts, weights: mixture.weights)
    let corpus = try made.corpus(path: text, skipBlankLines: true)
    #expect(mixture.logProbabilities(of: corpus) == made.logProbabilities(of: corpus))
    #expect(mixture.evaluate(corpus) == report.validation)
    for (part, model) in zip(report.parts, parts) {
      #expect(part.validation == model.evaluate(corpus))
      #expect(report.validation!.perplexity <= part.validation!.perplexity)
    }
    let card = try String(contentsOfFile: report.model + "/README.md", encoding: .utf8)
    #expect(card.contains("mixture of 3 models over words"))
    #expect(card.contains(paths[1]))
  }

  @Test func aMixtureIsAPart() throws {
    let inner = try mix([saved("closed"), saved("neural")], weights: [0.5, 0.5])
    #expect(inner.iterations == nil)
    let outer = try mix([inner.model, saved("arpa")], to: "outer")
    let model = try #require(try languageModel(at: outer.model) as? MixtureLanguageModel)
    #expect(model.parts[0] is MixtureLanguageModel)
    #expect(RunDirectory(outer.model).part(0).part(1).isFolder)
    let bytes = ModelStore(RunDirectory(inner.model)).byteCount
    #expect(bytes > ModelStore.byteCount(at: folder.path + "/closed"))
    #expect(ModelStore(RunDirectory(outer.model).part(0)).byteCount == bytes)
  }

  @Test func overwritingLeavesNothingOfTheOldMixture() throws {
    let paths = try ["closed", "neural", "arpa"].map(saved)
    _ = try mix(paths)
    #expect(inputError { _ = try mix(paths) }?.kind == .cannotCreate)
    let report = try mix(Array(paths.prefix(2)), .overwrite)
    #expect(!RunDirectory(report.model).part(2).isFolder)
    #expect(try languageModel(at: report.model) is MixtureLanguageModel)
  }

  @Test func theOutputIsNoneOfTheModels() throws {
    let (a, b) = (try saved("closed"), try saved("neural"))
    for output in ["closed", "closed/../neural", "closed/inside", ""] {
      let error = inputError { _ = try mix([a, b], to: output, .overwrite) }
      #expect(error?.kind == .cannotCreate, "\(output)")
    }
    #expect(try languageModel(at: a).vocabulary == languageModel(at: a).vocabulary)
    try FileManager.default.createSymbolicLink(
      atPath: folder.path + "/link", withDestinationPath: a)
    #expect(inputError { _ = try mix([a, b], to: "link", .overwrite) }?.kind == .cannotCreate)
  }

  @Test func nothingIsLeftWhereAModelIsMissing() throws {
    let error = inputError { _ = try mix([try saved("closed"), folder.path + "/none"]) }
    #expect(error?.kind == .missingInput)
    #expect(!RunDirectory(folder.path + "/mixture").isFolder)
  }

  @Test func brokenFolders() throws {
    let report = try mix([saved("closed"), saved("neural")], weights: [0.5, 0.5])
    let directory = RunDirectory(report.model)
    func failure(_ json: String) throws -> InputError? {
      try AtomicFile.write(json, to: directory.file("model.json"))
      return inputError { _ = try languageModel(at: report.model) }
    }
    let head = #"{"format":1,"kind":"language-model","modelType":"mixture""#
    for (json, message) in [
      (head + "}", "the key weights is missing"), (head + #","weights":[]}"#, "at least two"),
      (head + #","weights":[1]}"#, "at least two"), (head + #","weights":[0.5,0.6]}"#, "sum to 1"),
      (head + #","weights":[-1,2]}"#, "from 0 to 1"), (head + #","weights":["a",1]}"#, "weights"),
      (head + #","weights":[0.5,0.5"#, "description"),
    ] {
      let error = try failure(json)
      #expect(error?.kind == .badData, "\(json)")
      #expect(error?.file == directory.file("model.json"))
      #expect(error?.message.contains(message) == true, "\(String(describing: error))")
    }
    let third = try failure(head + #","weights":[0.4,0.3,0.3]}"#)
    #expect(third?.kind == .missingInput)
    #expect(third?.file?.contains("models/2") == true)
    try FileManager.default.removeItem(atPath: directory.part(1).path)
    #expect(try failure(head + #","weights":[0.5,0.5]}"#)?.kind == .missingInput)
    try FileManager.default.createSymbolicLink(
      atPath: directory.part(1).path, withDestinationPath: report.model)
    #expect(try failure(head + #","weights":[0.5,0.5]}"#)?.kind == .missingInput)
  }
}
