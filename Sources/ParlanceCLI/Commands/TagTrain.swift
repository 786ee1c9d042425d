import ArgumentParser
import ParlanceArrays
import ParlanceTagging
import ParlanceTraining

/// `parlance tag train`.
struct TagTrain: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "train",
    abstract: "Train a tagger: word classes, entities, or any other tag for each token.",
    discussion: """
      The best epoch is that of the best entity F1 on held-out sentences, or of the best accuracy where \
      the tags mark no entities. Without --train it learns recipes that a built-in grammar writes.

      A file given with --config has lines of the form "hidden-size: 200", the keys being the names \
      of the options that say what is made. Options come before the file, the file before the \
      defaults. What a run was trained with is in run/config.yaml of its folder, in this form.
      """)

  @OptionGroup var train: Said<TaggerOptions>

  @OptionGroup var folder: RunOptions

  @OptionGroup(title: "Several trainings")
  var tuning: TuningOptions

  @OptionGroup(title: "The report")
  var report: ReportOption

  @OptionGroup(title: "Common options")
  var common: CommonOptions

  private var output: String { folder.output ?? "models/tagger" }

  func run() throws {
    common.apply()
    try report.check()
    let said = try folder.said(train)
    let trainings = Trainings<TaggerOptions, TaggerReport>(
      tuning: tuning, folder: folder, common: common, output: output,
      space: TaggerOptions.space, resolved: \.resolved, score: \.objective, train: trained)
    let report = try trainings.run(said)
    let scores = report.report.test ?? report.report.validation
    try trainings.present(report, self.report, pictures: scores.pictures, text: Self.text)
  }

  /// Trains once.
  private func trained(
    _ options: Said<TaggerOptions>, _ output: String, _ existing: RunDirectory.Existing,
    _ stop: StopRequest, isTrial: Bool
  ) throws -> TaggerReport {
    if let problem = options.conflict { throw InputError(.usage, problem) }
    let run = try TaggerRun(options.settings, output: output, existing: existing)
    let isQuiet = common.quiet || isTrial
    if !isQuiet && existing != .resume {
      common.note(run.architecture.summary + choice(train))
    }
    return try run.train(
      configuration: RunOptions.configuration(options, of: "tag train"), command: commandLine(),
      observer: isQuiet ? nil : Progress(.standardError, unit: "words"), stop: stop)
  }

  private func choice(_ said: Said<TaggerOptions>) -> String {
    said["model-type"] == nil
      ? " (chosen: it does best in general; --model-type says otherwise)" : ""
  }

  private static func text(_ report: TaggerReport) -> String {
    var rows = [
      ["model", report.model],
      [
        "training",
        "\(report.epochs) \(report.epochs == 1 ? "epoch" : "epochs") in \(report.seconds.clock), "
          + "\(Int(report.wordsPerSecond).grouped) words/s, the best was \(report.bestEpoch ?? 0); "
          + "padding \((100 * report.paddingShare).fixed(1)) %",
      ],
    ]
    if let scheme = report.scheme { rows.append(["scheme", scheme.name]) }
    rows += report.validation.rows.map { ["validation " + $0[0], $0[1]] }
    rows += (report.test?.rows ?? []).map { ["test " + $0[0], $0[1]] }
    return table(rows, flushLeft: [0, 1])
  }
}

extension TaggerOptions {
  /// Where `--autotune` looks for the options that were not said.
  fileprivate static var space: SearchSpace {
    var space = SearchSpace()
    space.add("learning-rate", .real(5e-4...5e-3, isLogarithmic: true))
    space.add("hidden-size", .choice(["64", "100", "150", "200"]))
    space.add("dropout", .real(0.2...0.6))
    space.add("unknown-rate", .choice(["0", "0.25", "0.5", "1"]))
    space.add("batch-size", .choice(["8", "16", "32"]))
    return space
  }
}

extension TaggerReport: TrainingReport {
  /// The F1 of entities, or the accuracy where there are none.
  var objective: Double { validation.entityF1 ?? validation.accuracy }
  var validationScores: [String: Double] { validation.shares }
  var testScores: [String: Double]? { test?.shares }
}

extension TaggerScores {
  fileprivate var shares: [String: Double] {
    ["accuracy": accuracy, "entityF1": entityF1].compactMapValues { $0 }
  }
}
