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
    help: ArgumentHelp("The folder of the model.", valueName: "model"), completion: .directory)
  var model: String

  @OptionGroup(title: "Common options")
  var common: CommonOptions

  private struct Report: Encodable {
    struct Part: Encodable {
      let name: String
      let shape: [Int]
      let count: Int
      /// The parameter of another name that this one is, where weights are tied.
      let tiedTo: String?
    }

    let model: String
    let kind = "language-model"
    let architecture: LanguageModelArchitecture
    let parameters: [Part]
    let parameterCount: Int
    let weightBytes: Int
    let history: [MetricsRecord]
  }

  func run() throws {
    common.apply()
    let directory = RunDirectory(model)
    let loaded = try LanguageModel(directory: directory)
    let weights = try FileManager.default.attributesOfItem(
      atPath: directory.file("weights.safetensors"))
    let report = Report(
      model: model, architecture: loaded.architecture, parameters: Self.parts(loaded.network),
      parameterCount: loaded.network.parameterCount,
      weightBytes: (weights[.size] as? NSNumber)?.intValue ?? 0, history: try directory.metrics())
    switch common.format {
    case .json: try Output.json(report)
    case .text: try Output.line(Self.text(report))
    }
  }

  private static func parts(_ network: RecurrentLanguageModel) -> [Report.Part] {
    var names: [ObjectIdentifier: String] = [:]
    return zip(network.namedParameters(includingAliases: true), network.stateDictionary).map {
      let (name, parameter) = $0
      let first = names[ObjectIdentifier(parameter)]
      if first == nil { names[ObjectIdentifier(parameter)] = name }
      let shape = $1.array.shape
      return Report.Part(name: name, shape: shape, count: shape.reduce(1, *), tiedTo: first)
    }
  }

  private static func text(_ report: Report) -> String {
    let made = report.architecture
    let facts = table(
      [
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
      ], flushLeft: [0, 1])
    let parameters = table(
      [["parameter", "shape", "count"]]
        + report.parameters.map { part in
          [
            part.name, part.shape.map(String.init).joined(separator: " × "),
            part.tiedTo.map { "= \($0)" } ?? part.count.grouped,
          ]
        } + [["total", "", report.parameterCount.grouped]])
    return ([facts, parameters] + history(report.history)).joined(separator: "\n\n")
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
