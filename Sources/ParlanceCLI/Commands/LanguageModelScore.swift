import ArgumentParser
import Foundation
import ParlanceArrays
import ParlanceLanguageModels
import ParlanceText

/// What a logarithm counts in.
enum LogarithmBase: String, ExpressibleByArgument, CaseIterable {
  case e
  case two = "2"
  case ten = "10"

  /// Of a natural logarithm.
  func logarithm(_ nats: Double) -> Double {
    switch self {
    case .e: nats
    case .two: nats / M_LN2
    case .ten: nats / M_LN10
    }
  }
}

/// `parlance lm score`.
struct LanguageModelScore: DeviceCommand {
  static let configuration = CommandConfiguration(
    commandName: "score",
    abstract: "Give the probability of each line of a text.",
    discussion: """
      For each line, as soon as it is read, one line with the log-probability of its tokens and \
      </s> in nats, or to another --base, a tab, and the perplexity; or, with --format json, one object with \
      logProbability, perplexity, tokens and unknown. Each line is scored by itself, but for what a cache \
      remembers of the lines before it.
      """)

  @OptionGroup var model: ModelOption

  @Argument(
    help: ArgumentHelp("The text, plain or gzipped; - for standard input.", valueName: "file"),
    completion: .file())
  var data = "-"

  @Option(help: "The base of the logarithms.")
  var base = LogarithmBase.e

  @OptionGroup(title: "Adapting to the text")
  var cache: CacheOptions

  @OptionGroup(title: "Common options")
  var computing: DeviceOption

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
    var cached = cache.tokenCache.map { CachedScoring(model, $0) }
    try LineReader.forEachLine(data) { line, _ in
      marks.look(line, common)
      let score = cached?.score(line) ?? model.score(line)
      let logProbability = base.logarithm(score.logProbability)
      switch common.format {
      case .json:
        try Output.json(
          Score(
            logProbability: logProbability, perplexity: score.perplexity,
            tokens: score.tokens, unknown: score.unknown))
      case .text:
        try Output.line("\(logProbability.fixed(4))\t\(score.perplexity.fixed(4))")
      }
    }
  }
}
