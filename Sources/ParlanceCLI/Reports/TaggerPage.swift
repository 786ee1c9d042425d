import ParlanceReports
import ParlanceScores
import ParlanceTagging
import ParlanceText
import ParlanceTraining

extension Measured {
  /// What is to be seen of a tagger's answers to tagged sentences in its form.
  init(_ tagger: Tagger, on corpus: TaggedCorpus, _ scores: TaggerScores, data: String) {
    let results = tagger.results(on: corpus)
    let lengths = corpus.sentences.map(\.tokens.count)
    let right = zip(results.truth, results.predictions).map { zip($0, $1).count { $0 == $1 } }
    let isRight = results.isRight
    func share(_ part: Int, _ whole: Int) -> Double { Double(part) / Double(max(whole, 1)) }
    labels = (scores.entities ?? scores.labels).sorted { $0.key < $1.key }.map {
      ($0.key, $0.value)
    }
    self.data = data
    sections = [
      Report.Section("Scores", [.table(Self.table(scores))]),
      Report.Section("Labels", Self.labels(scores)),
      Report.Section(
        "Lengths",
        Report.byLength(
          lengths, unit: "tokens", items: "sentences",
          scores: [
            (
              "tokens that are right",
              { places in
                share(
                  places.reduce(0) { $0 + right[$1] }, places.reduce(0) { $0 + lengths[$1] })
              }
            ),
            (
              "sentences that are right",
              { places in share(places.count { isRight[$0] }, places.count) }
            ),
          ])),
      Report.Section("Examples", Self.worst(corpus, results)),
      Report.Section(
        "Data",
        [
          .text(
            "\(corpus.sentences.count.counted("sentence")), \(lengths.reduce(0, +).counted("token")), "
              + "\(scores.unknownTokens.grouped) of them words that training has not seen."),
          Self.lengths(lengths, "tokens"),
        ]),
    ]
  }

  private static func table(_ scores: TaggerScores) -> Report.Table {
    func row(_ name: String, _ value: Double?, _ interval: ConfidenceInterval? = nil) -> [String]? {
      value.map {
        [
          name, $0.percent + " %",
          interval.map { "\($0.low.percent) to \($0.high.percent) %" } ?? "",
        ]
      }
    }
    return Report.Table(
      "Scores, with 95 % intervals by the bootstrap", heading: ["", "", "95 %"],
      rows: [
        row("entity F1", scores.entityF1, scores.intervals?.entityF1),
        row("entity precision", scores.entityPrecision),
        row("entity recall", scores.entityRecall),
        row("accuracy", scores.accuracy, scores.intervals?.accuracy),
        row("accuracy on unknown words", scores.unknownTokens == 0 ? nil : scores.unknownAccuracy),
        row("macro F1 of the tags", scores.macroF1),
        ["cross-entropy", scores.crossEntropy.fixed(4) + " nats a token", ""],
        ["tokens", scores.tokens.grouped, ""], ["sentences", scores.sentences.grouped, ""],
      ].compactMap { $0 })
  }

  private static func labels(_ scores: TaggerScores) -> [Report.Part] {
    func sorted(_ scores: [String: LabelScore]) -> [(name: String, score: LabelScore)] {
      scores.sorted { $0.key < $1.key }.map { ($0.key, $0.value) }
    }
    var parts: [Report.Part] = []
    if let entities = scores.entities {
      parts.append(.table(Report.table("Entities by kind, as conlleval counts", sorted(entities))))
    }
    parts.append(.table(Report.table("Tags", sorted(scores.labels))))
    return parts + Report.parts(scores.confusion, of: "tag")
  }

  /// The sentences with the most wrong tags.
  private static func worst(_ corpus: TaggedCorpus, _ results: TaggerResults) -> [Report.Part] {
    let wrong = corpus.sentences.indices.map { sentence in
      zip(results.truth[sentence], results.predictions[sentence]).count { $0 != $1 }
    }
    let places = wrong.indices.filter { wrong[$0] > 0 }
      .sorted { (wrong[$1], $0) < (wrong[$0], $1) }
    guard !places.isEmpty else { return [.text("Every token got its tag.")] }
    let rows = places.prefix(10).map { sentence in
      let tokens = corpus.sentences[sentence].tokens
      let errors = tokens.indices.filter {
        results.truth[sentence][$0] != results.predictions[sentence][$0]
      }
      return [
        short(tokens.joined(separator: " ")),
        errors.prefix(12).map {
          "\(tokens[$0]): \(results.truth[sentence][$0]), not \(results.predictions[sentence][$0])"
        }.joined(separator: "; ") + (errors.count > 12 ? "; …" : ""),
        "\(errors.count)",
      ]
    }
    return [
      .table(
        Report.Table(
          "The sentences with the most wrong tags, \(rows.count) of \(places.count) with any",
          heading: ["sentence", "token: tag, not what was predicted", "wrong"], rows: rows,
          texts: [0, 1]))
    ]
  }
}
