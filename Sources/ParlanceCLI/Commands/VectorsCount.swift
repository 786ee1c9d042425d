import ArgumentParser
import Foundation
import ParlanceSystem
import ParlanceText
import ParlanceVectors

/// `parlance vectors count`.
struct VectorsCount: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "count",
    abstract: "Count how often words stand near each other.",
    discussion: """
      The file serves as --counts of vectors train. It is the same to the byte for any --memory: where not \
      all has room, parts are sorted, written and merged. Windows do not reach over the ends of lines. \
      After a first line, a line of JSON and a line of each word and its count come the records of GloVe's \
      own cooccurrence.bin, from the byte that the JSON calls start.

      With --format json the answer is an object with file, words, tokens, entries and seconds.
      """)

  @Option(
    help: ArgumentHelp(
      "The text, plain or gzipped; - for standard input. (default: built-in recipes)",
      valueName: "file"),
    completion: .file())
  var train: String?

  @OptionGroup var output: OutputFileOption

  @OptionGroup(title: "Words and windows")
  var counting: CooccurrenceOptions

  @Option(
    help: ArgumentHelp(
      "How often a word must occur; rarer ones are taken out before windows are laid.",
      valueName: "n"))
  var minCount = CooccurrenceSettings().minimumCount

  @Option(
    help: ArgumentHelp(
      "About how much memory the work may take, as in 500M or 4G. (default: 4G)",
      valueName: "size"))
  var memory: String?

  @OptionGroup(title: "Common options")
  var common: CommonOptions

  private struct Report: Encodable {
    let file: String
    let words: Int
    let tokens: Int
    let entries: Int
    let seconds: Double
  }

  func run() throws {
    common.apply()
    let settings = try counting.settings(minimumCount: minCount)
    let bytes = try memory.map { text in
      guard let bytes = ValueForm<Int>.bytes.read(text),
        bytes >= CooccurrenceCounts.leastMemory
      else {
        throw InputError(
          .usage, "--memory: expected a size from 1M on, as in 500M or 4G, found \(text)")
      }
      return bytes
    }
    try output.check(reading: [train])
    let watch = Stopwatch()
    let stop = StopRequest()
    let signals = Signals(stop)
    let (text, counts) = try withExtendedLifetime(signals) {
      try stop.heeded {
        let folder = bytes == nil ? nil : NSTemporaryDirectory()
        let text = try RankedText.read(train, settings, folder: folder)
        let counts = try CooccurrenceCounts(
          counting: text, settings, memory: bytes ?? 4 << 30, folder: folder)
        try counts.write(to: output.path)
        return (text, counts)
      }
    }
    let report = Report(
      file: output.path, words: counts.words.count, tokens: text.tokenCount, entries: counts.count,
      seconds: watch.seconds)
    switch common.format {
    case .json: try Output.json(report)
    case .text:
      try Output.line(
        table(
          [
            ["file", report.file], ["words", report.words.grouped],
            ["tokens", report.tokens.grouped],
            ["entries", report.entries.grouped], ["time", report.seconds.clock],
          ], flushLeft: [0, 1]))
    }
  }
}
