import ArgumentParser
import Foundation
import Parlance
import ParlanceLanguageModels
import ParlanceTraining

/// `parlance inspect`.
struct InspectCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "inspect",
    abstract: "Show what a model is made of and how its training went.")

  @Argument(
    help: ArgumentHelp(
      "The folder of the model, an ARPA file, plain or gzipped, or a .bin or .ftz file of fastText.",
      valueName: "model"),
    completion: .file())
  var model: String

  @OptionGroup(title: "Common options")
  var common: CommonOptions

  private struct Report: Encodable {
    let model: String
    let kind: String
    let architecture: Encoded
    let parameters: [ModelInspection.Part]
    let parameterCount: Int
    let weightBytes: Int
    /// What the numbers are rounded to; nil where they are not.
    let weightFormat: String?
    let history: [MetricsRecord]
  }

  /// A value of any type that can be encoded.
  private struct Encoded: Encodable {
    let value: any Encodable
    func encode(to encoder: any Encoder) throws { try value.encode(to: encoder) }
  }

  func run() throws {
    common.apply()
    let (loaded, found) = try inspected()
    let report = Report(
      model: model, kind: type(of: loaded).kind, architecture: Encoded(value: found.architecture),
      parameters: found.parts,
      parameterCount: found.parameterCount, weightBytes: try weightBytes(),
      weightFormat: (loaded as? any NetworkModel)?.module.roundedFormat?.rawValue,
      history: try RunDirectory(model).validated.metrics())
    switch common.format {
    case .json: try Output.json(report)
    case .text:
      let weights = report.weightBytes.byteSize + (report.weightFormat.map { ", \($0)" } ?? "")
      let facts = [("model", model)] + found.facts + [("weights", weights)]
      try Output.line(Self.text(report, facts.map { [$0.0, $0.1] }))
    }
  }

  /// A model of any task; a file is a classifier of fastText or an n-gram model.
  private func inspected() throws -> (any StoredModel, ModelInspection) {
    let directory = RunDirectory(model)
    let loaded: any StoredModel =
      if directory.isFolder {
        try ModelKinds.all.model(in: directory)
      } else if FastTextFile.isFastText(model) {
        try FastTextClassifier(path: model)
      } else {
        try NGramLanguageModel(arpa: model)
      }
    var found = loaded.inspection
    if let model = loaded as? any LanguageModeling {
      found.facts.append(("vocabulary", "\(model.vocabulary.count.grouped) tokens"))
    }
    return (loaded, found)
  }

  /// The size of the files that hold the numbers, or of the ARPA file.
  private func weightBytes() throws -> Int {
    let files = FileManager.default
    var isFolder: ObjCBool = false
    _ = files.fileExists(atPath: model, isDirectory: &isFolder)
    let paths =
      isFolder.boolValue
      ? (files.subpaths(atPath: model) ?? []).filter {
        !$0.hasPrefix("run/") && [".safetensors", ".bin", ".ftz"].contains(where: $0.hasSuffix)
      }.map { model + "/" + $0 } : [model]
    return try paths.reduce(0) { total, path in
      let size = try files.attributesOfItem(atPath: path)[.size] as? NSNumber
      return total + (size?.intValue ?? 0)
    }
  }

  private static func text(_ report: Report, _ facts: [[String]]) -> String {
    let parameters = table(
      [["parameter", "shape", "count"]]
        + report.parameters.map { part in
          [
            part.name, part.shape.map(String.init).joined(separator: " × "),
            part.tiedTo.map { "= \($0)" } ?? part.count.grouped,
          ]
        } + [["total", "", report.parameterCount.grouped]])
    return ([table(facts, flushLeft: [0, 1]), parameters] + history(report.history)).joined(
      separator: "\n\n")
  }

  /// The score where there is one, as shares of 100, else the perplexity.
  private static func score(_ evaluation: Evaluation) -> String {
    evaluation.shownScore.map { "\((100 * $0).fixed(2)) %" } ?? evaluation.perplexity.short
  }

  private static func history(_ records: [MetricsRecord]) -> [String] {
    let epochs = records.filter { $0.isBest != nil }
    guard !epochs.isEmpty else { return [] }
    let rows = epochs.map { record in
      [
        "\(record.epoch)\(record.isBest == true ? " *" : "")",
        record.trainPerplexity?.short ?? "loss \(record.trainLoss.fixed(3))",
        record.validation.map(Self.score) ?? "", String(format: "%.3g", record.learningRate),
        Int(record.wordsPerSecond).grouped, record.seconds.clock,
      ]
    }
    let heads = ["epoch", "train", "validation", "rate", "tokens/s", "time"]
    let within = records.filter { $0.isBest == nil }.map(\.trainLoss)
    let losses = within.isEmpty ? epochs.map(\.trainLoss) : within
    let line = sparkline(losses, width: 60)
    let ends = "\((losses.first ?? .nan).fixed(2)) → \((losses.last ?? .nan).fixed(2)) nats"
    return [table([heads] + rows), "loss  \(line)  \(ends)"]
  }
}
