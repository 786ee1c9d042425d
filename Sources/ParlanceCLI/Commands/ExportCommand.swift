import ArgumentParser
import Foundation
import Parlance
import ParlanceReports
import ParlanceSystem
import ParlanceText
import ParlanceTraining
import ParlanceVectors

/// `parlance export`.
struct ExportCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "export",
    abstract: "Write models and runs in the forms of other programs.",
    subcommands: [
      ExportONNX.self, ExportPyTorch.self, ExportInputs.self, ExportTensorBoard.self,
    ])
}

/// The model that is exported.
struct ExportedModel: ParsableArguments {
  @Option(
    name: .shortAndLong, help: ArgumentHelp("The folder of the model.", valueName: "folder"),
    completion: .directory)
  var model: String

  /// The model, where other programs can have it.
  ///
  /// - `what`: what is asked of it, for people, and which models can do that.
  func open<Exporting>(as type: Exporting.Type, _ what: String) throws -> Exporting {
    let found = try ModelKinds.all.model(in: RunDirectory(model))
    guard let exporting = found as? Exporting else {
      throw InputError(
        .badData, file: model,
        "a model of kind \(Swift.type(of: found).kind) cannot be \(what) can")
    }
    return exporting
  }
}

/// `parlance export onnx`.
struct ExportONNX: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "onnx",
    abstract: "Write a language model, a classifier, a tagger or a translator as ONNX.",
    discussion: """
      onnxruntime and other programs run such a file from Python, JavaScript, C and more. Batch and length \
      are free; a language model's states are inputs and outputs. Vocabulary and labels are in the file's \
      metadata, one a line. What ONNX has no operator for (layer normalisation within a cell, output layers \
      that are no softmax, …) is refused by its name. `export inputs` prints what a file is given for a text.

      A recurrent translator gets two files, named after the given one: its -encoder reads a source once, its \
      -step takes a target's token and gives the next one's log-probabilities and the states to go on with.

        parlance export onnx --model models/tags --output tagger.onnx
      """)

  @OptionGroup var exported: ExportedModel

  @OptionGroup var output: OutputFileOption

  @OptionGroup(title: "Common options")
  var common: CommonOptions

  private struct Report: Encodable {
    let file: String
    let bytes: Int
  }

  func run() throws {
    common.apply()
    let model = try exported.open(
      as: (any ONNXExporting).self,
      "written as ONNX; neural language models, classifiers, taggers and translators")
    let graphs = try model.onnxFiles()
    let paths = graphs.count == 1 ? [output.path] : graphs.map { path(of: $0.name) }
    for path in paths { try Output.check(path, overwrite: output.overwrite) }
    for (path, graph) in zip(paths, graphs) { try graph.write(to: path) }
    let reports = try paths.map { Report(file: $0, bytes: try InputFile($0).count) }
    switch common.format {
    case .json where reports.count == 1: try Output.json(reports[0])
    case .json: try Output.json(["files": reports])
    case .text:
      for report in reports { try Output.line("\(report.bytes.byteSize) in \(report.file)") }
    }
  }

  /// The file of one of several graphs: tagger-step.onnx of tagger.onnx.
  private func path(of name: String) -> String {
    let ending = ".onnx"
    let whole = output.path
    return whole.hasSuffix(ending)
      ? "\(whole.dropLast(ending.count))-\(name)\(ending)" : "\(whole)-\(name)"
  }
}

/// `parlance export inputs`.
struct ExportInputs: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "inputs",
    abstract: "Print what a model in another form is given for each line of text.",
    discussion: """
      A line of JSON for each line: the inputs of its file of ONNX or its program of PyTorch by name, each \
      with its shape and its numbers row by row. A tagger's lines are tokens with blanks between.

        parlance export inputs --model models/tags < lines.txt
      """)

  @OptionGroup var exported: ExportedModel

  @Option(
    help: ArgumentHelp("The lines; - is standard input.", valueName: "file"), completion: .file())
  var data = "-"

  @OptionGroup(title: "Common options")
  var common: CommonOptions

  func run() throws {
    common.apply()
    let model = try exported.open(
      as: (any InputExporting).self,
      "given numbers; neural language models, classifiers, taggers and translators")
    var lines = try LineReader(path: data)
    try OutputLines.write(for: data) { output in
      while let line = try lines.next() {
        try output.line(Output.encoded(model.exportedInputs(of: line)))
      }
    }
  }
}

/// `parlance export tensorboard`.
struct ExportTensorBoard: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "tensorboard",
    abstract: "Write a run's curves, weights and vectors for TensorBoard.",
    discussion: """
      The folder that is written gets a file of events (scalars of the whole training, histograms of the \
      weights, the model card) and, where the model has a vector for each word, files of the projector.

        parlance export tensorboard models/book --output logs/book
        tensorboard --logdir logs
      """)

  @Argument(help: ArgumentHelp("The folder of the run.", valueName: "run"), completion: .directory)
  var folder: String

  @Option(
    name: .shortAndLong, help: ArgumentHelp("The folder that is written.", valueName: "folder"),
    completion: .directory)
  var output: String

  @Flag(help: "Replace what is there.")
  var overwrite = false

  @OptionGroup(title: "Common options")
  var common: CommonOptions

  private struct Report: Encodable {
    let files: [String]
    let records: Int
  }

  func run() throws {
    common.apply()
    let directory = RunDirectory(folder)
    let model = try ModelKinds.all.model(in: directory)
    let metrics = try directory.metrics()
    guard !metrics.isEmpty else {
      throw InputError(
        .badData, file: directory.file("run/metrics.jsonl"),
        "expected records of a training, found none")
    }
    let now = Date().timeIntervalSince1970.rounded(.down)
    let card = try InputFile.contents(of: directory.file("README.md"))
    var events = TensorBoardEvents(
      run: metrics, card: card.map { String(decoding: $0, as: UTF8.self) }, end: now)
    if let network = model as? any NetworkModel {
      events.add(weightsOf: network.module, step: metrics.last?.step ?? 0, time: now)
    }
    var files: [(name: String, bytes: [UInt8])] = [
      ("events.out.tfevents.\(Int(now)).parlance", events.bytes)
    ]
    if let vectors = try? WordVectors.learned(by: model, in: directory) {
      files += TensorBoardProjector.files(vectors).map { ($0.name, Array($0.text.utf8)) }
    }
    let target = RunDirectory(output)
    try target.check(overwrite ? .overwrite : .refuse)
    try AtomicFile.createFolder(output)
    for file in files {
      try AtomicFile.write(to: target.file(file.name)) { try $0.write(file.bytes) }
    }
    switch common.format {
    case .json:
      try Output.json(Report(files: files.map(\.name), records: metrics.count))
    case .text: try Output.line("\(files.count) files in \(output)")
    }
  }
}
