import ArgumentParser
import ParlanceScores
import ParlanceText
import ParlanceTraining
import ParlanceTranslation

/// `parlance translate evaluate`.
struct TranslateEvaluate: ParsableCommand {
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

  @Option(
    name: .customLong("report-lines"),
    help: ArgumentHelp(
      "Of --report: the pairs whose attention is drawn, by number. (default: 1,2,3)",
      valueName: "n,n,…"))
  var lines: String?

  @OptionGroup(title: "Common options")
  var common: CommonOptions

  func validate() throws {
    if lines != nil, report.report == nil { throw ValidationError("--report-lines needs --report") }
    _ = try numbers()
  }

  private func numbers() throws -> [Int]? {
    try lines?.split(separator: ",", omittingEmptySubsequences: false).map { part in
      guard let number = Int(part), number > 0 else {
        throw ValidationError("--report-lines: expected numbers from 1, found \(part)")
      }
      return number
    }
  }

  func run() throws {
    common.apply()
    try report.check()
    let translator = try model.load()
    try writing.requireAttention(of: translator)
    let text = try pairs.read()
    for note in text.notes { common.note(note) }
    translator.note(cutting: text.pairs.map(\.source), common)
    let scores = translator.evaluate(text.pairs, writing.request)
    if report.report != nil {
      let pictures = try scores.pictures + pictures(translator, text.pairs)
      try report.write(pictures, of: RunDirectory(model.model), common)
    }
    switch common.format {
    case .json: try Output.json(scores)
    case .text:
      try Output.line(
        table(scores.rows, flushLeft: [0, 1]) + "\n\n" + table(scores.lengthRows))
    }
  }

  /// What attention looks at in chosen sentences as the model translates them.
  private func pictures(_ translator: Translator, _ pairs: [SentencePair]) throws -> [Picture] {
    let numbers = try numbers() ?? Array(1...min(3, pairs.count))
    for number in numbers where number > pairs.count {
      throw ValidationError(
        "--report-lines: expected numbers up to \(pairs.count), found \(number)")
    }
    let sources = numbers.map { pairs[$0 - 1].source }
    let written = translator.translations(of: sources, writing.request).map { $0[0].text }
    let shown = zip(sources, written).map { SentencePair(source: $0, target: $1) }
    return zip(numbers, translator.attention(of: shown)).compactMap { number, attention in
      attention.weights.isEmpty ? nil : Picture(attention, number)
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
