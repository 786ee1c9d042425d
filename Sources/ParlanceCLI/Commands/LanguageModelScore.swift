import ArgumentParser
import Foundation
import ParlanceArrays
import ParlanceDistributed
import ParlanceLanguageModels
import ParlanceSystem
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
struct LanguageModelScore: SharedCommand, DeviceCommand {
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
    try Processes.checkSame(data)
    try Processes.checkSame(model: model.model)
    let model = try model.load()
    if Processes.group.size > 1 { return try scoreShared(model, Processes.group) }
    var marks = LineMarkNote()
    var cached = cache.tokenCache.map { CachedScoring(model, $0) }
    try LineReader.forEachLine(data) { line, _ in
      marks.look(line, common)
      try Output.line(text(cached?.score(line) ?? model.score(line)))
    }
  }

  /// Several processes share blocks of lines, and rank 0 prints them.
  private func scoreShared(_ model: any LanguageModeling, _ ranks: any Communicator) throws {
    guard cache.tokenCache == nil else {
      throw InputError(.usage, "a cache remembers in one process; begin it without mpirun")
    }
    var marks = LineMarkNote()
    var block: [String] = []
    func flush() throws {
      let share = block[ranks.share(of: block.count)]
      let own = share.flatMap { line -> [Double] in
        let score = model.score(line)
        return [score.logProbability, Double(score.tokens), Double(score.unknown)]
      }
      let all = try ranks.gatherAll(own)
      block.removeAll()
      guard ranks.rank == 0 else { return }
      try OutputLines.write(for: data) { lines in
        for place in stride(from: 0, to: all.count, by: 3) {
          try lines.line(
            text(
              LineScore(
                logProbability: all[place], tokens: Int(all[place + 1]),
                unknown: Int(all[place + 2]))))
        }
      }
    }
    try LineReader.forEachLine(data) { line, _ in
      marks.look(line, common)
      block.append(line)
      if block.count == Self.sharedLines { try flush() }
    }
    try flush()
  }

  private static let sharedLines = 4096

  private func text(_ score: LineScore) throws -> String {
    let logProbability = base.logarithm(score.logProbability)
    return switch common.format {
    case .json:
      try Output.encoded(
        Score(
          logProbability: logProbability, perplexity: score.perplexity, tokens: score.tokens,
          unknown: score.unknown))
    case .text: "\(logProbability.fixed(4))\t\(score.perplexity.fixed(4))"
    }
  }
}
