import ArgumentParser
import Foundation
import ParlanceSystem
import ParlanceText
import ParlanceVectors

/// `parlance vectors ratio`.
struct VectorsRatio: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "ratio",
    abstract: "Show how much likelier words are near one word than near another.",
    discussion: """
      The first two words are compared by all others: P(k | w) is the share of k in all that stands near w. \
      A ratio far above 1 says that k belongs to the first word, far below 1 to the second, near 1 to both \
      or to neither.

      Example:
        parlance vectors ratio --data text.txt ice steam solid gas water fashion

      With --format json the answer is an object with first, second, occurrences and probes, each of these \
      with word, isKnown, counts, probabilities and ratio (none where both probabilities are 0).
      """)

  @Option(
    help: ArgumentHelp(
      "The text, plain or gzipped; - for standard input. (default: built-in recipes)",
      valueName: "file"),
    completion: .file())
  var data: String?

  @Argument(
    help: ArgumentHelp("Two words, and those that they are compared by.", valueName: "word"))
  var words: [String]

  @OptionGroup(title: "Words and windows")
  var counting: CooccurrenceOptions

  @Option(help: ArgumentHelp("How often a word must occur.", valueName: "n"))
  var minCount = 1

  @OptionGroup(title: "Common options")
  var common: CommonOptions

  func validate() throws {
    if words.count < 3 {
      throw ValidationError("expected two words and at least one to compare them by")
    }
  }

  func run() throws {
    common.apply()
    let settings = try counting.settings(minimumCount: minCount)
    let text = try RankedText.read(data, settings)
    let ratio: CooccurrenceRatio
    do {
      ratio = try CooccurrenceRatio(
        text, first: words[0], second: words[1], probes: Array(words[2...]), settings)
    } catch let error as InputError where error.file == nil {
      throw InputError(error.kind, file: data ?? "the built-in recipes", error.message)
    }
    switch common.format {
    case .json: try Output.json(ratio)
    case .text: try Output.line(Self.text(ratio))
    }
  }

  private static func text(_ ratio: CooccurrenceRatio) -> String {
    func shown(_ value: Double) -> String {
      value == 0 ? "0" : value.isFinite ? String(format: "%.2g", value) : "∞"
    }
    let (first, second) = (ratio.first, ratio.second)
    let rows = ratio.probes.map { probe in
      [
        probe.word, shown(probe.probabilities[0]), shown(probe.probabilities[1]),
        probe.ratio.map { $0.isFinite ? String(format: "%.3g", $0) : "∞" } ?? "–",
        probe.isKnown ? "" : "not in the text",
      ]
    }
    let counts = zip([first, second], ratio.occurrences).map { "\($0) \($1.grouped)" }
    return table(
      [["k", "P(k | \(first))", "P(k | \(second))", "ratio", ""]] + rows, flushLeft: [0, 4])
      + "\n\noccurrences: " + counts.joined(separator: ", ")
  }
}
