import ArgumentParser
import Foundation
import ParlanceLanguageModels
import ParlanceText

/// `parlance bench score`.
struct BenchScore: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "score",
    abstract: "Time the opening of a language model, the reading of a text, and its scoring.",
    discussion: """
      Words include each line's </s>. The scoring's figure is the median of five runs after one that \
      is not counted, and holds the model's work alone, the text being numbers already.
      """)

  @OptionGroup var model: ModelOption

  @Option(
    help: ArgumentHelp("The text, plain or gzipped; - for standard input.", valueName: "file"),
    completion: .file())
  var data: String

  @OptionGroup(title: "Common options")
  var common: CommonOptions

  private struct Report: Encodable {
    let openMilliseconds: Double
    let readWordsPerSecond: Double
    let scoreWordsPerSecond: Double
  }

  func run() throws {
    common.apply()
    var loaded: (any LanguageModeling)?
    let opening = try measure(1, warmUp: 0) { loaded = try model.load() }
    guard let model = loaded else { return }
    var text: TokenCorpus?
    let reading = try measure(1, warmUp: 0) {
      text = try model.corpus(path: data, skipBlankLines: model.tokenizer.level.skipsBlankLines)
    }
    guard let text else { return }
    let scoring = measure(5, warmUp: 1) { _ = model.logProbabilities(of: text) }
    let words = Double(text.tokenCount)
    let report = Report(
      openMilliseconds: opening.median * 1000, readWordsPerSecond: words / reading.median,
      scoreWordsPerSecond: words / scoring.median)
    switch common.format {
    case .json: try Output.json(report)
    case .text:
      try Output.line(
        table([
          ["open", "\(report.openMilliseconds.fixed(2)) ms"],
          ["read", "\(Int(report.readWordsPerSecond).grouped) words/s"],
          ["score", "\(Int(report.scoreWordsPerSecond).grouped) words/s"],
        ]))
    }
  }
}
