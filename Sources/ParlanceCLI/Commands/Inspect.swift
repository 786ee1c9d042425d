import ArgumentParser
import Foundation
import ParlanceArrays
import ParlanceLanguageModels
import ParlanceNN
import ParlanceTraining

/// `parlance inspect`.
struct InspectCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "inspect",
    abstract: "Show what a model is made of and how its training went.")

  @Argument(
    help: ArgumentHelp(
      "The folder of the model, or an ARPA file, plain or gzipped.", valueName: "model"),
    completion: .file())
  var model: String

  @OptionGroup(title: "Common options")
  var common: CommonOptions

  private struct Part: Encodable {
    let name: String
    let shape: [Int]
    let count: Int
    /// The parameter of another name that this one is, where weights are tied.
    let tiedTo: String?
  }

  private struct Report<Architecture: Encodable>: Encodable {
    let model: String
    let kind = "language-model"
    let architecture: Architecture
    let parameters: [Part]
    let parameterCount: Int
    let weightBytes: Int
    let history: [MetricsRecord]
  }

  func run() throws {
    common.apply()
    switch try languageModel(at: model) {
    case let loaded as LanguageModel:
      let report = try report(
        loaded.architecture, Self.parts(loaded.network), loaded.network.parameterCount,
        file: "weights.safetensors")
      try show(report, Self.facts(report))
    case let loaded as NGramLanguageModel:
      let parts = loaded.counts.enumerated().map { index, count in
        Part(name: "\(index + 1)-grams", shape: [count], count: count, tiedTo: nil)
      }
      let report = try report(
        loaded.architecture, parts, parts.reduce(0) { $0 + $1.count }, file: "ngrams.bin")
      try show(report, Self.facts(report))
    case let other: fatalError("inspect: \(type(of: other)) is not known")
    }
  }

  private func report<Architecture>(
    _ architecture: Architecture, _ parts: [Part], _ count: Int, file: String
  ) throws -> Report<Architecture> {
    let directory = RunDirectory(model)
    var isFolder: ObjCBool = false
    _ = FileManager.default.fileExists(atPath: model, isDirectory: &isFolder)
    let weights = try FileManager.default.attributesOfItem(
      atPath: isFolder.boolValue ? directory.file(file) : model)
    return Report(
      model: model, architecture: architecture, parameters: parts, parameterCount: count,
      weightBytes: (weights[.size] as? NSNumber)?.intValue ?? 0, history: try directory.metrics())
  }

  private func show(_ report: Report<some Encodable>, _ facts: [[String]]) throws {
    switch common.format {
    case .json: try Output.json(report)
    case .text: try Output.line(Self.text(report, facts))
    }
  }

  private static func facts(_ report: Report<NGramArchitecture>) -> [[String]] {
    let made = report.architecture
    return [
      ["model", report.model],
      ["kind", "\(made.order)-gram language model over \(made.level.rawValue)s"],
      ["smoothing", made.smoothing?.rawValue ?? "not known"],
      ["vocabulary", "\(made.vocabularySize.grouped) tokens"],
      ["file", report.weightBytes.byteSize],
    ]
      + (made.discounts ?? []).enumerated().map { index, discounts in
        [
          "discounts \(index + 1)",
          discounts.amounts.map { Double($0).fixed(4) }.joined(separator: ", ")
            + (discounts.isFallback ? " (fallback)" : ""),
        ]
      }
  }

  private static func parts(_ network: RecurrentLanguageModel) -> [Part] {
    var names: [ObjectIdentifier: String] = [:]
    return zip(network.namedParameters(includingAliases: true), network.stateDictionary).map {
      let (name, parameter) = $0
      let first = names[ObjectIdentifier(parameter)]
      if first == nil { names[ObjectIdentifier(parameter)] = name }
      let shape = $1.array.shape
      return Part(name: name, shape: shape, count: shape.reduce(1, *), tiedTo: first)
    }
  }

  private static func facts(_ report: Report<LanguageModelArchitecture>) -> [[String]] {
    let made = report.architecture
    return [
      ["model", report.model],
      ["kind", "recurrent language model over \(made.level.rawValue)s"],
      ["cell", "\(made.cell.rawValue), \(made.layers) \(made.layers == 1 ? "layer" : "layers")"],
      ["sizes", "embedding \(made.embeddingSize), hidden \(made.hiddenSize)"],
      ["vocabulary", "\(made.vocabularySize.grouped) tokens"],
      [
        "dropout",
        "\(made.dropout)" + (made.sharedDropout ? ", one mask for all steps" : ""),
      ],
      ["tied", made.tied ? "yes" : "no"],
      ["context", made.context.rawValue],
      ["weights", report.weightBytes.byteSize],
    ]
  }

  private static func text(_ report: Report<some Encodable>, _ facts: [[String]]) -> String {
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

  private static func history(_ records: [MetricsRecord]) -> [String] {
    let epochs = records.filter { $0.validation != nil }
    guard !epochs.isEmpty else { return [] }
    let rows = epochs.map { record in
      [
        "\(record.epoch)\(record.isBest == true ? " *" : "")", record.trainPerplexity.short,
        (record.validation?.perplexity ?? .nan).short, String(format: "%.3g", record.learningRate),
        Int(record.wordsPerSecond).grouped, record.seconds.clock,
      ]
    }
    let heads = ["epoch", "train", "validation", "rate", "tokens/s", "time"]
    let within = records.filter { $0.validation == nil }.map(\.trainLoss)
    let losses = within.isEmpty ? epochs.map(\.trainLoss) : within
    let line = sparkline(losses, width: 60)
    let ends = "\((losses.first ?? .nan).fixed(2)) → \((losses.last ?? .nan).fixed(2)) nats"
    return [table([heads] + rows), "loss  \(line)  \(ends)"]
  }
}
