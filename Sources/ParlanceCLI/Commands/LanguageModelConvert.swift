import ArgumentParser
import Foundation
import ParlanceLanguageModels
import ParlanceSystem
import ParlanceTraining

/// `parlance lm convert`.
struct LanguageModelConvert: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "convert",
    abstract: "Write an n-gram model as an ARPA file or as a folder.",
    discussion: """
      An output whose name ends in .arpa or .arpa.gz becomes an ARPA file, any other a folder, whose \
      table is mapped into memory and ready at once.

      With --format json the answer is an object with model, order, words (of the vocabulary), counts (of \
      n-grams by their order) and bytes.
      """)

  @OptionGroup var model: ModelOption

  @Option(
    name: .shortAndLong,
    help: ArgumentHelp("The ARPA file or folder that is written.", valueName: "path"),
    completion: .file())
  var output: String

  @Flag(help: "Replace what is there.")
  var overwrite = false

  @OptionGroup(title: "Common options")
  var common: CommonOptions

  func run() throws {
    common.apply()
    guard let loaded = try model.load() as? NGramLanguageModel else {
      throw InputError(.usage, "\(model.model) is no n-gram model; others have no such forms")
    }
    if PathOverlap.isSame(model.model, output) {
      throw InputError(
        .cannotCreate, file: output, "the output cannot be the place of the model \(model.model)")
    }
    if output.hasSuffix(".arpa") || output.hasSuffix(".arpa.gz") {
      try Output.check(output, overwrite: overwrite)
      try loaded.write(arpa: output)
    } else {
      let directory = RunDirectory(output)
      try directory.check(overwrite ? .overwrite : .refuse)
      try loaded.save(to: directory, overwrite ? .overwrite : .refuse)
    }
    let report = Report(
      model: output, order: loaded.architecture.order, words: loaded.vocabulary.count,
      counts: loaded.counts, bytes: ModelStore.byteCount(at: output))
    switch common.format {
    case .json: try Output.json(report)
    case .text: if !common.quiet { try Output.line(report.text) }
    }
  }

  private struct Report: Encodable {
    let model: String
    let order: Int
    let words: Int
    let counts: [Int]
    let bytes: Int

    var text: String {
      "\(model): \(words.counted("word")), n-grams of orders 1 to \(order): "
        + counts.map { "\($0)" }.joined(separator: ", ") + "; \(bytes.byteSize)"
    }
  }
}
