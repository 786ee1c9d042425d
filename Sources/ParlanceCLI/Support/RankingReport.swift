import ParlanceLanguageModels
import ParlanceScores
import ParlanceTraining

/// What `lm choose` says of one choice.
struct RankingReport: Encodable {
  struct Entry: Encodable {
    var text: String?
    var model: String?
    let posterior: Double
    let logProbability: Double
    let perplexity: Double
    let tokens: Int
    let unknown: Int
  }

  /// The text that models compete for.
  var text: String?
  var label: String?
  let ranking: [Entry]

  init(
    _ ranking: [Choice], text: String? = nil, label: String? = nil,
    _ name: (Choice) -> (choice: Choice, text: String?, model: String?)
  ) {
    (self.text, self.label) = (text, label)
    self.ranking = ranking.map(name).map { choice, text, model in
      Entry(
        text: text, model: model, posterior: choice.posterior,
        logProbability: choice.score.logProbability, perplexity: choice.score.perplexity,
        tokens: choice.score.tokens, unknown: choice.score.unknown)
    }
  }

  /// A table, a row for each.
  static func listing(
    _ ranking: [Choice], _ heading: String, _ name: (Choice) -> String
  ) -> String {
    let rows = ranking.map { choice in
      [
        choice.posterior.fixed(4), choice.score.logProbability.fixed(4),
        choice.score.perplexity.short, "\(choice.score.unknown)", name(choice),
      ]
    }
    return table(
      [["posterior", "log-probability", "perplexity", "unknown", heading]] + rows, flushLeft: [4])
  }

  /// One line: names, posteriors and log-probabilities.
  static func line(_ ranking: [Choice], _ name: (Choice) -> String) -> String {
    ranking.map {
      "\(name($0)) \($0.posterior.fixed(4)) \($0.score.logProbability.fixed(4))"
    }.joined(separator: "\t")
  }
}

/// How often each class was taken for each.
struct Confusion {
  struct Report: Encodable {
    let accuracy: Double
    let labelled: Int
    /// By label and then by what was chosen.
    let confusion: [String: [String: Int]]
  }

  private var matrix: ConfusionMatrix

  init(_ names: [String]) { matrix = ConfusionMatrix(labels: names) }

  mutating func count(_ label: Int, _ chosen: Int) { matrix.add(truth: label, predicted: chosen) }

  var total: Int { matrix.total }

  var report: Report {
    let rows = matrix.counts.map { row in
      Dictionary(zip(matrix.labels, row).filter { $1 > 0 }, uniquingKeysWith: +)
    }
    let named = zip(matrix.labels, rows).filter { !$1.isEmpty }
    return Report(
      accuracy: matrix.accuracy, labelled: total,
      confusion: Dictionary(named) { $0.merging($1, uniquingKeysWith: +) })
  }

  var listing: String {
    let right = matrix.total - matrix.mistakes.reduce(0) { $0 + $1.count }
    return "\(right.grouped) of \(total.grouped) right (\(matrix.accuracy.percent) %)\n"
      + matrix.listing(heading: "label \\ chosen")
  }
}
