import ArgumentParser
import Foundation
import ParlanceClassification
import ParlanceSystem
import ParlanceText
import ParlanceTraining

/// `parlance classify quantize`.
struct ClassifyQuantize: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "quantize",
    abstract: "Make a model of fastText small: a .ftz file of a .bin file.",
    discussion: """
      Vectors become codes, a byte for every --dsub numbers, which name centroids that k-means finds; \
      with --cutoff only the longest vectors are kept, which most answers hang on. The same model and \
      seed give the same bytes. To train again what a cutoff leaves, give --quantize --cutoff \
      --retrain to `parlance classify train`.

      Example:
        parlance classify quantize --model model.bin --output model.ftz --cutoff 50000 --qnorm
      """)

  @Option(
    name: .shortAndLong,
    help: ArgumentHelp(
      "The model: a .bin file, or a folder that `classify train --model-type fasttext` wrote.",
      valueName: "path"), completion: .file())
  var model: String

  @OptionGroup var output: OutputFileOption

  @Option(help: ArgumentHelp("Keep so many vectors, the longest; 0 for all.", valueName: "n"))
  var cutoff = 0

  @Option(help: ArgumentHelp("Numbers of a vector that become one byte.", valueName: "n"))
  var dsub = 2

  @Flag(help: "Code the lengths of vectors apart.")
  var qnorm = false

  @Flag(help: "Write codes of the labels' vectors too.")
  var qout = false

  @Option(help: ArgumentHelp("Of the first centroids.", valueName: "n"))
  var seed: UInt64 = 1

  @OptionGroup(title: "Common options")
  var common: CommonOptions

  private struct Report: Encodable {
    let model: String
    let bytes: Int
    let bytesBefore: Int
    let vectors: Int
    let vectorsBefore: Int
  }

  func validate() throws {
    if cutoff < 0 { throw ValidationError("--cutoff: expected 0 or more, found \(cutoff)") }
    if dsub < 1 { throw ValidationError("--dsub: expected at least 1, found \(dsub)") }
  }

  /// A model's folder says what its file is like: another file in its place would not fit.
  private func checkFolder() throws {
    let whole = URL(fileURLWithPath: model).resolvingSymlinksInPath()
    let folder = RunDirectory(model).isFolder ? whole : whole.deletingLastPathComponent()
    let target = URL(fileURLWithPath: output.path).deletingLastPathComponent()
    guard target.resolvingSymlinksInPath().path == folder.path,
      FileManager.default.fileExists(atPath: folder.path + "/model.json")
    else { return }
    throw InputError(
      .usage, "--output: the folder of the model keeps its file as it is; name a file elsewhere")
  }

  func run() throws {
    common.apply()
    try output.check()
    try checkFolder()
    guard let classifier = try ModelKinds.classifier(at: model) as? FastTextClassifier else {
      throw InputError(
        .badData, file: model, "expected a model of fastText, found another classifier")
    }
    let whole = classifier.file
    guard dsub <= whole.arguments.dimension else {
      throw InputError(
        .usage,
        "--dsub: expected at most the \(whole.arguments.dimension) dimensions, found \(dsub)")
    }
    let bytesBefore = ModelStore.byteCount(at: model)
    let kept = cutoff > 0 ? try whole.keepingLongest(cutoff).file : whole
    let small = try kept.quantized(
      runLength: dsub, quantizesNorms: qnorm, quantizesOutputs: qout, seed: seed)
    try small.write(to: output.path)
    let report = Report(
      model: output.path, bytes: ModelStore.byteCount(at: output.path),
      bytesBefore: bytesBefore, vectors: small.input.count,
      vectorsBefore: whole.input.count)
    switch common.format {
    case .json: try Output.json(report)
    case .text:
      try Output.line(
        table(
          [
            ["model", report.model],
            ["size", "\(report.bytes.byteSize), of \(report.bytesBefore.byteSize)"],
            ["vectors", "\(report.vectors.grouped), of \(report.vectorsBefore.grouped)"],
          ], flushLeft: [0, 1]))
    }
  }
}
