import ArgumentParser

/// Several trainings for one model. Of `classify train` and `tag train`.
struct TuningOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      """
      Look so many seconds for the options that were not said, by the score on validation data; then \
      train with the best of them.
      """, valueName: "seconds"))
  var autotune: Double?

  @Option(
    help: ArgumentHelp(
      """
      Train so many times, with --seed and the numbers after it, and keep the best on validation \
      data; means and deviations are reported.
      """, valueName: "n"))
  var runs = 1

  func validate() throws {
    if let autotune, !(autotune > 0 && autotune <= 1e9) {
      throw ValidationError("--autotune: expected a positive number of seconds, found \(autotune)")
    }
    try check("runs", runs, 1...1000)
  }
}

/// What a training ends with, as far as several of them are compared.
protocol TrainingReport: Encodable {
  /// The folder of the model.
  var model: String { get set }
  /// What the best epoch was chosen by, greater being better.
  var objective: Double { get }
  /// Scores on validation and test data by their names in JSON.
  var validationScores: [String: Double] { get }
  var testScores: [String: Double]? { get }
  /// Of training.
  var seconds: Double { get }
  var wordsPerSecond: Double { get }
}

/// A report with more beside it in the same JSON object.
struct ExtendedReport<Report: Encodable>: Encodable {
  let report: Report
  var search: SearchReport?
  var runs: RunsReport?

  private enum CodingKeys: CodingKey { case autotune, runs }

  func encode(to encoder: any Encoder) throws {
    try report.encode(to: encoder)
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encodeIfPresent(search, forKey: .autotune)
    try container.encodeIfPresent(runs, forKey: .runs)
  }
}
