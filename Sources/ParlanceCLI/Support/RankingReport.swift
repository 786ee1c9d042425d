import ParlanceLanguageModels

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

  private let names: [String]
  private var counts: [String: [String: Int]] = [:]
  private(set) var total = 0

  init(_ names: [String]) { self.names = names }

  mutating func count(_ label: String, _ chosen: String) {
    counts[label, default: [:]][chosen, default: 0] += 1
    total += 1
  }

  private var right: Int { names.reduce(0) { $0 + self[$1, $1] } }

  private subscript(label: String, chosen: String) -> Int { counts[label]?[chosen] ?? 0 }

  var report: Report {
    Report(accuracy: Double(right) / Double(total), labelled: total, confusion: counts)
  }

  var listing: String {
    let accuracy = (100 * Double(right) / Double(total)).fixed(2)
    return "\(right.grouped) of \(total.grouped) right (\(accuracy) %)\n"
      + table(
        [["label \\ chosen"] + names]
          + names.map { label in [label] + names.map { self[label, $0].grouped } })
  }
}
