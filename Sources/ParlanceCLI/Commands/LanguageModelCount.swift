import ArgumentParser
import Foundation
import ParlanceLanguageModels
import ParlanceSystem

/// `parlance lm count`.
struct LanguageModelCount: SharedCommand {
  static let configuration = CommandConfiguration(
    commandName: "count",
    abstract: "Count the n-grams of a text, for lm train --counts.",
    discussion: """
      The file serves as --counts of lm train, alone or with those of other texts: a model of them is the \
      one that lm train makes of these texts, one after the other. A text's file is the same to the byte \
      for any --memory, and for any number of processes that mpirun begins to share its lines. Nothing is \
      held out, and all words are counted: --vocabulary-size and --minimum-count are those of lm train, and \
      its --order may be less than the one that was counted.

      After a first line, a line of JSON and a line of each word and its count come, from the byte that the \
      JSON calls start, records of 32-bit numbers: the words of an n-gram and its count. Words are numbered \
      from 4 on in the order of their lines; <s> is 2, </s> is 3, and 0 fills up what ends a line.

      With --format json the answer is an object with file, order, words, tokens, lines, ngrams, processes \
      and seconds.
      """)

  @OptionGroup var text: Said<NGramCountOptions>

  @OptionGroup var output: OutputFileOption

  @OptionGroup(title: "Common options")
  var common: CommonOptions

  private struct Report: Encodable {
    let file: String
    let order: Int
    let words: Int
    let tokens: Int
    let lines: Int
    let ngrams: Int
    let processes: Int
    let seconds: Double
  }

  func run() throws {
    common.apply()
    if let problem = text.resolved.conflict { throw InputError(.usage, problem) }
    try Processes.checkSame(text)
    let settings = text.settings.ngrams
    if let train = settings.train { try Processes.checkSame(train) }
    if Processes.isFirst { try output.check(reading: [settings.train]) }
    let watch = Stopwatch()
    let stop = StopRequest()
    let signals = Signals(stop)
    let tally = try withExtendedLifetime(signals) {
      try stop.heeded {
        let tally = try NGramTally.count(settings, ranks: Processes.group)
        try tally?.write(to: output.path)
        return tally
      }
    }
    guard let tally else { return }
    let report = Report(
      file: output.path, order: tally.order, words: tally.wordCount, tokens: tally.tokenCount,
      lines: tally.lineCount, ngrams: tally.count, processes: Processes.group.size,
      seconds: watch.seconds)
    switch common.format {
    case .json: try Output.json(report)
    case .text:
      try Output.line(
        table(
          [
            ["file", report.file], ["words", report.words.grouped],
            ["tokens", report.tokens.grouped],
            ["lines", report.lines.grouped],
            ["n-grams", report.ngrams.grouped], ["time", report.seconds.clock],
          ], flushLeft: [0, 1]))
    }
  }
}
