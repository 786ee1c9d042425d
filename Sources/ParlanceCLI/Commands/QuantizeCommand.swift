import ArgumentParser
import Foundation
import Parlance
import ParlanceArrays
import ParlanceClassification
import ParlanceLanguageModels
import ParlanceSystem
import ParlanceTraining

/// `parlance quantize`.
struct QuantizeCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "quantize",
    abstract: "Make a network small and fast to ask: its weights in one or two bytes a number.",
    discussion: """
      The folder that is written is a model like any other, but cannot be trained further. int8 keeps \
      −127 to 127 times a scale of each row, and rows of up to 4 numbers as bfloat16 does: the upper half of \
      each number. With --test it \
      is told what that costs: the perplexity of a language model, the accuracy of a classifier, the F1 \
      of a tagger's entities or else its accuracy, the nats a sentence of a translator.

      Example:
        parlance quantize models/book --to int8 --output models/small --test held-out.txt
      """)

  /// What weights can be rounded to.
  enum Target: String, ExpressibleByArgument, CaseIterable {
    case int8, bfloat16

    var format: WeightFormat { self == .int8 ? .int8 : .bfloat16 }
  }

  @Argument(
    help: ArgumentHelp("The model's folder.", valueName: "model"), completion: .directory)
  var model: String

  @Option(help: ArgumentHelp("How numbers are kept: int8 or bfloat16.", valueName: "format"))
  var to: Target

  @Option(
    name: .shortAndLong, help: ArgumentHelp("The folder to write.", valueName: "path"),
    completion: .directory)
  var output: String

  @Flag(help: "Replace a model that is there.")
  var overwrite = false

  @Option(
    help: ArgumentHelp(
      "Texts to measure what it costs on, in the form that the model's task reads.",
      valueName: "path"), completion: .file())
  var test: String?

  @OptionGroup(title: "Common options")
  var common: CommonOptions

  private struct Report: Encodable {
    let model: String
    let format: String
    let bytesBefore: Int
    let bytesAfter: Int
    let cost: QuantizationCost?
  }

  func run() throws {
    common.apply()
    let source = RunDirectory(model)
    let network = try network(in: source)
    let measure = try test.map { try QuantizationMeasure(of: network, in: model, on: $0) }
    let before = measure?.value(network)
    try network.saveQuantized(
      to: to.format, in: RunDirectory(output), from: source, overwrite ? .overwrite : .refuse)
    let report = Report(
      model: output, format: to.rawValue, bytesBefore: ModelStore(source).byteCount,
      bytesAfter: ModelStore(RunDirectory(output)).byteCount,
      cost: measure.map {
        QuantizationCost(measure: $0.name, before: before ?? 0, after: $0.value(network))
      })
    switch common.format {
    case .json: try Output.json(report)
    case .text:
      var rows = [
        ["model", report.model],
        ["size", "\(report.bytesAfter.byteSize), of \(report.bytesBefore.byteSize)"],
      ]
      if let cost = report.cost {
        rows.append([cost.measure, "\(cost.after.fixed(4)), of \(cost.before.fixed(4))"])
      }
      try Output.line(table(rows, flushLeft: [0, 1]))
    }
  }

  /// The model, which has to be one of a network.
  private func network(in directory: RunDirectory) throws -> any NetworkModel {
    if FastTextFile.isFastText(model) {
      throw InputError(
        .badData, file: model,
        "is a file of fastText; `parlance classify quantize` makes such a model small")
    }
    guard directory.isFolder else {
      try HostedModel.requireExists(model)
      throw InputError(.badData, file: model, "expected the folder of a model, found a file")
    }
    let found = try ModelKinds.all.model(in: directory)
    if let network = found as? any NetworkModel, !network.module.parameters.isEmpty {
      return network
    }
    throw InputError(
      .badData, file: model,
      found is FastTextClassifier
        ? "is a model of fastText; `parlance classify quantize` makes such a model small"
        : "expected a model that is one network, found \(found.summary)")
  }
}
