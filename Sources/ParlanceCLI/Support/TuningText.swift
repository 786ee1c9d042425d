import ParlanceScores
import ParlanceTraining

extension TrainingReport {
  /// Prints it: as one JSON object, or the model's part as a text between the others.
  func present(_ common: CommonOptions, text: (RunReport<Score, Details>) -> String) throws {
    switch common.format {
    case .json: try Output.json(self)
    case .text:
      let parts = [search?.listing, text(report), runs?.listing]
      try Output.line(parts.compactMap { $0 }.joined(separator: "\n\n"))
    }
  }
}

extension SearchReport {
  /// The best trials as a table, those with the most effort first.
  var listing: String {
    let ranked = trials.sorted { a, b in
      a.rung != b.rung ? a.rung > b.rung : (a.score ?? -.infinity) > (b.score ?? -.infinity)
    }
    let rows = ranked.prefix(10).map { trial in
      [
        "\(trial.candidate)", "\((100 * trial.share).fixed(0)) %",
        trial.score?.fixed(4) ?? "failed", trial.seconds.fixed(1), trial.text,
      ]
    }
    let rest = trials.count - rows.count
    return table([["options", "effort", "score", "seconds", ""]] + rows, flushLeft: [4])
      + (rest > 0 ? "\n… and \(rest) more" : "")
  }

  /// What was found; nil where nothing was tried.
  var line: String? {
    trials.isEmpty
      ? nil : "the best options of \(trials.count.counted("trial")): \(SearchTrial.text(best))"
  }
}

extension SearchTrial {
  /// Options as a command line has them.
  static func text(_ values: [String: SearchValue]) -> String {
    values.isEmpty
      ? "defaults"
      : values.sorted { $0.key < $1.key }.map { "--\($0.key) \($0.value)" }.joined(separator: " ")
  }

  var text: String { Self.text(values) }

  /// What became of it.
  var line: String {
    "options \(candidate), \((100 * share).fixed(0)) % of the effort, \(seconds.fixed(1)) s: "
      + (score?.fixed(4) ?? failure ?? "failed") + "  \(text)"
  }
}

extension SeedRunsReport {
  /// The names of scores with mean and deviation.
  var listing: String {
    func rows(_ name: String, _ scores: [String: RunStatistics]) -> [[String]] {
      scores.sorted { $0.key < $1.key }.map { [name, $0.key, $0.value.text] }
    }
    return table(
      [["\(seeds.count) runs", "", "mean ± deviation"]] + rows("validation", validation)
        + rows("test", test ?? [:]) + [["seconds", "", seconds.text]], flushLeft: [0, 1])
  }
}

extension RunStatistics {
  fileprivate var text: String {
    mean.fixed(4) + (standardDeviation.map { " ± \($0.fixed(4))" } ?? "")
  }
}
