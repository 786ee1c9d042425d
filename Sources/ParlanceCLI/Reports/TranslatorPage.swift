import ParlanceDrawing
import ParlanceReports
import ParlanceScores
import ParlanceText
import ParlanceTraining
import ParlanceTranslation

extension Measured {
  /// Pairs of which the worst translations are looked for.
  private static let examples = 300

  /// What is to be seen of a translator's answers.
  ///
  /// - `numbers`: the pairs whose attention is drawn, counted from 1.
  init(
    _ translator: Translator, on pairs: [SentencePair], _ scores: TranslationScores,
    _ request: TranslationRequest = TranslationRequest(), numbers: [Int]? = nil, data: String
  ) {
    self.data = data
    let numbers = numbers ?? Array(1...min(3, pairs.count))
    let sources = pairs.map { $0.source.split(whereSeparator: \.isWhitespace).count }
    let targets = pairs.map { $0.target.split(whereSeparator: \.isWhitespace).count }
    var plain = request
    plain.constraints = []
    sections = [
      Report.Section("Scores", [.table(Self.table(scores))]),
      Report.Section("Lengths", Self.lengths(scores)),
      Report.Section("Attention", Self.attention(translator, pairs, plain, numbers)),
      Report.Section("Examples", Self.worst(translator, pairs, plain)),
      Report.Section(
        "Data",
        [
          .text("\(pairs.count.counted("pair")) of sentences."),
          Self.lengths(sources, "words of the sources"),
          Self.lengths(targets, "words of the targets"),
        ]),
    ]
  }

  private static func table(_ scores: TranslationScores) -> Report.Table {
    func row(_ name: String, _ value: Double, _ interval: ConfidenceInterval?) -> [String] {
      [
        name, value.fixed(2),
        interval.map { "\($0.low.fixed(2)) to \($0.high.fixed(2))" } ?? "",
      ]
    }
    return Report.Table(
      "Scores, with 95 % intervals by the bootstrap; BLEU is \(scores.signature)",
      heading: ["", "", "95 %"],
      rows: [
        row("BLEU", scores.bleu, scores.bleuInterval),
        row("chrF", scores.chrf, scores.chrfInterval),
        row("TER", scores.ter, scores.terInterval),
        [
          "exact match", scores.exactMatch.percent + " %",
          scores.exactMatchInterval.map { "\($0.low.percent) to \($0.high.percent) %" } ?? "",
        ],
        ["token accuracy", scores.tokenAccuracy.percent + " %", ""],
        ["perplexity", scores.perplexity.short, ""],
        ["sentences", scores.sentences.grouped, ""],
      ])
  }

  private static func lengths(_ scores: TranslationScores) -> [Report.Part] {
    let chart = LengthChart(
      scores.byLength.map { ($0.shortest, $0.longest, $0.bleu, $0.chrf, $0.exactMatch) }
    ).chart
    let rows = scores.lengthRows
    return [
      .picture(Report.Picture(chart, "length")),
      .table(
        Report.Table(
          "Scores by length", heading: rows[0], rows: Array(rows.dropFirst()), texts: [])),
    ]
  }

  /// What attention looks at in chosen sentences as the model translates them.
  private static func attention(
    _ translator: Translator, _ pairs: [SentencePair], _ request: TranslationRequest,
    _ numbers: [Int]
  ) -> [Report.Part] {
    let sources = numbers.map { pairs[$0 - 1].source }
    let written = translator.translations(of: sources, request).map { $0[0].text }
    let shown = zip(sources, written).map { SentencePair(source: $0, target: $1) }
    return zip(numbers, translator.attention(of: shown)).compactMap { number, attention in
      guard !attention.weights.isEmpty else { return nil }
      let map = HeatMap(
        "Attention, sentence \(number), in percent", attention: attention.weights,
        source: attention.source, target: attention.target)
      let pair = shown[numbers.firstIndex(of: number)!]
      return .picture(
        Report.Picture(
          map, "attention-\(number)",
          alternative: "What the decoder looked at as it translated “\(short(pair.source))” into "
            + "“\(short(pair.target))”"))
    }
  }

  /// The translations that are the farthest from what they should be.
  private static func worst(
    _ translator: Translator, _ pairs: [SentencePair], _ request: TranslationRequest
  ) -> [Report.Part] {
    let pairs = Array(pairs.prefix(examples))
    let written = translator.translations(of: pairs.map(\.source), request).map { $0[0].text }
    let scored = zip(pairs, written).enumerated().map { place, pair in
      (place, pair.0, pair.1, CharacterFScore().score([pair.1], [[pair.0.target]]))
    }.filter { $0.1.target != $0.2 }
    guard !scored.isEmpty else { return [.text("Every translation is just as it should be.")] }
    let rows = scored.sorted { ($0.3, $0.0) < ($1.3, $1.0) }.prefix(10).map {
      [short($0.1.source), short($0.1.target), short($0.2), $0.3.fixed(1)]
    }
    return [
      .table(
        Report.Table(
          "The worst translations of the first \(pairs.count.counted("pair"))",
          heading: ["source", "target", "translation", "chrF"], rows: rows, texts: [0, 1, 2]))
    ]
  }
}
