import ArgumentParser
import ParlanceScores
import ParlanceText
import ParlanceTraining
import ParlanceTranslation

/// `parlance translate evaluate`.
struct TranslateEvaluate: DeviceCommand {
  static let configuration = CommandConfiguration(
    commandName: "evaluate",
    abstract: "Measure a translator by BLEU, chrF and TER as sacrebleu counts, and by perplexity.",
    discussion: """
      Intervals hold the scores of 95 of 100 such sets of sentences (bootstrap). Pairs with an empty \
      side are left out and counted.

      Example:
        parlance translate evaluate -m models/translator --data test.tsv --report pictures
      """)

  @OptionGroup var model: TranslatorOption

  @OptionGroup var pairs: PairOptions

  @OptionGroup(title: "Searching")
  var writing: TranslatingOptions

  @OptionGroup(title: "The report")
  var report: ReportOption

  @OptionGroup(title: "The report")
  var lines: ReportLines

  @OptionGroup(title: "Common options")
  var computing: DeviceOption

  @OptionGroup(title: "Common options")
  var common: CommonOptions

  func validate() throws { _ = try lines.numbers(report) }

  func run() throws {
    common.apply()
    try report.check()
    let translator = try model.load()
    try writing.requireAttention(of: translator)
    let text = try pairs.read()
    for note in text.notes { common.note(note) }
    translator.note(cutting: text, common)
    let scores = translator.evaluate(text.pairs, writing.request)
    let numbers = try lines.numbers(report, upTo: text.pairs.count)
    try report.write(
      RunPage(
        model.model, model: translator,
        measured: Measured(
          translator, on: text.pairs, scores, writing.request, numbers: numbers,
          data: pairs.data ?? pairs.source ?? "")
      ).report(command: commandLine(), measuredOn: pairs.data ?? pairs.source), common)
    switch common.format {
    case .json: try Output.json(scores)
    case .text:
      try Output.line(
        table(scores.rows, flushLeft: [0, 1]) + "\n\n" + table(scores.lengthRows))
    }
  }
}

extension TranslationScores {
  /// The rows of a table.
  var rows: [[String]] {
    func interval(_ interval: ConfidenceInterval?, _ text: (Double) -> String) -> String {
      interval.map { " (\(text($0.low)) to \(text($0.high)))" } ?? ""
    }
    func two(_ value: Double) -> String { value.fixed(2) }
    let best = bestPossibleBLEU.map { "; at most \(two($0)) is to be expected of any model" } ?? ""
    return [
      ["BLEU", two(bleu) + interval(bleuInterval, two) + ", " + signature + best],
      ["chrF", two(chrf) + interval(chrfInterval, two)],
      ["TER", two(ter) + interval(terInterval, two)],
      ["exact match", exactMatch.percent + " %" + interval(exactMatchInterval, \.percent)],
      ["token accuracy", tokenAccuracy.percent + " %"],
      ["perplexity", "\(two(perplexity)) (\(crossEntropy.fixed(4)) nats a token)"],
      ["sentences", sentences.grouped],
    ]
  }

  /// A row for each group of lengths, under a heading.
  var lengthRows: [[String]] {
    [["source tokens", "sentences", "BLEU", "chrF", "exact match"]]
      + byLength.map {
        [
          $0.shortest == $0.longest ? "\($0.shortest)" : "\($0.shortest) to \($0.longest)",
          $0.sentences.grouped, $0.bleu.fixed(2), $0.chrf.fixed(2), $0.exactMatch.percent + " %",
        ]
      }
  }
}
