import ArgumentParser
import ParlanceLanguageModels
import ParlanceText

/// `parlance lm score`.
struct LanguageModelScore: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "score",
    abstract: "Give the probability of each line of a text.",
    discussion: """
      For each line, as soon as it is read, one line with the log-probability of its tokens and \
      </s> in nats, a tab, and the perplexity; or, with --format json, one object with \
      logProbability, perplexity, tokens and unknown. Each line is scored by itself.
      """)

  @OptionGroup var model: ModelOption

  @Argument(
    help: ArgumentHelp("The text, plain or gzipped; - for standard input.", valueName: "file"),
    completion: .file())
  var data = "-"

  @OptionGroup(title: "Common options")
  var common: CommonOptions

  private struct Score: Encodable {
    let logProbability: Double
    let perplexity: Double
    let tokens: Int
    let unknown: Int
  }

  func run() throws {
    common.apply()
    let model = try model.load()
    var marks = LineMarkNote()
    try LineReader.forEachLine(data) { line, _ in
      marks.look(line, common)
      let score = model.score(line)
      switch common.format {
      case .json:
        try Output.json(
          Score(
            logProbability: score.logProbability, perplexity: score.perplexity,
            tokens: score.tokens, unknown: score.unknown))
      case .text:
        try Output.line("\(score.logProbability.fixed(4))\t\(score.perplexity.fixed(4))")
      }
    }
  }
}
