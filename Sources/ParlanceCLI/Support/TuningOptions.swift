import ArgumentParser

/// Several trainings for one model. Of every `train`.
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

  /// Whether there is more than one training.
  var isAsked: Bool { autotune != nil || runs > 1 }

  func validate() throws {
    if let autotune, !(autotune > 0 && autotune <= 1e9) {
      throw ValidationError("--autotune: expected a positive number of seconds, found \(autotune)")
    }
    try check("runs", runs, 1...1000)
  }
}
