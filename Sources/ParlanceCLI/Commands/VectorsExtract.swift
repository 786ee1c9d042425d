import ArgumentParser
import Foundation
import Parlance
import ParlanceSystem
import ParlanceText
import ParlanceTraining
import ParlanceVectors

/// `parlance vectors extract`.
struct VectorsExtract: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "extract",
    abstract: "Write the word vectors that a model of any task has learned.",
    discussion: """
      Language models, classifiers and taggers whose network has a row for each word of their vocabulary \
      learn vectors with their task: `lm train --model-type window` by telling the next word from those \
      before. An output that ends with / becomes a folder as vectors train writes it.
      """)

  @Option(
    name: .shortAndLong, help: ArgumentHelp("The folder of the model.", valueName: "folder"),
    completion: .directory)
  var model: String

  @OptionGroup var output: OutputFileOption

  @Option(
    name: .customLong("to"),
    help: ArgumentHelp(
      "The form, as in vectors convert: glove, word2vec, word2vec-binary, mapped, …",
      valueName: "form"),
    transform: { text in
      guard let form = WordVectors.Form(rawValue: text) else {
        let names = WordVectors.Form.allCases.map(\.rawValue).joined(separator: ", ")
        throw ValidationError("expected one of \(names), found \(text)")
      }
      return form
    })
  var form = WordVectors.Form.word2vec

  @OptionGroup(title: "Common options")
  var common: CommonOptions

  private struct Report: Encodable {
    let file: String
    let words: Int
    let dimensions: Int
  }

  func run() throws {
    common.apply()
    try output.check()
    let directory = RunDirectory(model)
    let loaded = try ModelKinds.all.model(in: directory)
    let vectors = try WordVectors.learned(by: loaded, in: directory)
    if output.path.hasSuffix("/") {
      try VectorModel(vectors, modelType: type(of: loaded).kind).save(
        to: RunDirectory(output.path), output.overwrite ? .overwrite : .refuse)
    } else {
      try vectors.write(to: output.path, as: form)
    }
    let report = Report(file: output.path, words: vectors.count, dimensions: vectors.dimension)
    switch common.format {
    case .json: try Output.json(report)
    case .text:
      try Output.line(
        "\(report.words.counted("vector")) of \(report.dimensions) numbers in \(output.path)")
    }
  }
}
