import ArgumentParser
import ParlanceArrays
import ParlanceClassification
import ParlanceTraining

/// `parlance classify train`.
struct ClassifyTrain: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "train",
    abstract: "Train a classifier of texts.",
    discussion: """
      Without --train it learns which dish a recipe of the built-in grammar is for. The form of a file is told by its \
      name or its first line; columns by their names.

      A file given with --config has lines of the form "hidden-size: 200", the keys being the names \
      of the options that say what is made. Options come before the file, the file before the \
      defaults. What a run was trained with is in run/config.yaml of its folder, in this form.
      """)

  @OptionGroup var train: Said<ClassifierOptions>

  @OptionGroup var folder: RunOptions

  @OptionGroup(title: "Several trainings")
  var tuning: TuningOptions

  @OptionGroup(title: "The report")
  var report: ReportOption

  @OptionGroup(title: "Common options")
  var common: CommonOptions

  private var output: String { folder.output ?? "models/classifier" }

  func run() throws {
    common.apply()
    try report.check()
    let said = try folder.said(train)
    if said["model-type"] == nil && !folder.resume && tuning.autotune == nil {
      common.note(Self.choice(said.settings))
    }
    // Kinds of models differ in what their best epoch is chosen by.
    let selection = said["selection"].flatMap(ModelSelection.init) ?? .macroF1
    var known: [ClassificationData] = []
    let trainings = Trainings<ClassifierOptions, ClassifierReport>(
      tuning: tuning, folder: folder, common: common, output: output,
      space: ClassifierOptions.space(said),
      resolved: \.resolved, score: { $0.validation.objective(selection) },
      train: { try trained($0, $1, $2, $3, isTrial: $4, &known) })
    let report = try trainings.run(said)
    let scores = report.report.test ?? report.report.validation
    try trainings.present(report, self.report, pictures: scores.pictures, text: Self.text)
  }

  /// Trains once.
  private func trained(
    _ options: Said<ClassifierOptions>, _ output: String, _ existing: RunDirectory.Existing,
    _ stop: StopRequest, isTrial: Bool, _ known: inout [ClassificationData]
  ) throws -> ClassifierReport {
    if let problem = options.conflict { throw InputError(.usage, problem) }
    var settings = options.settings
    // A search looks at validation texts alone.
    if isTrial { settings.test = nil }
    let run = try ClassifierRun(settings, output: output, existing: existing, sharing: known)
    if !known.contains(where: { $0.serves(settings) }) { known.append(run.data) }
    let isQuiet = common.quiet || isTrial
    if !isQuiet { for note in run.data.notes { common.note(note) } }
    return try run.train(
      configuration: RunOptions.configuration(options, of: "classify train"),
      command: commandLine(),
      observer: isQuiet
        ? nil
        : Progress(
          .standardError, unit: settings.level.unit),
      stop: stop)
  }

  private static func choice(_ settings: ClassifierSettings) -> String {
    let made = settings.architecture
    let unit = made.tokenizer.level.unit
    return
      "no --model-type: logistic regression over \(unit), n-grams of up to \(made.order) \(unit)"
      + (made.characters.map { " and of \($0.lowerBound) to \($0.upperBound) characters" } ?? "")
      + (settings.vectors == nil ? "" : ", and the given vectors")
  }

  private static func text(_ report: ClassifierReport) -> String {
    let rows = [
      ["model", report.model],
      [
        "training",
        "\(report.modelType.rawValue), \(report.epochs) \(report.epochs == 1 ? "epoch" : "epochs")"
          + (report.bestEpoch.map { " (best: \($0))" } ?? "") + " in \(report.seconds.clock), "
          + "\(Int(report.wordsPerSecond).grouped) words/s, padding "
          + "\((100 * report.paddingShare).fixed(1)) %",
      ],
      [
        "validation",
        report.validation.line
          + (report.bestPossibleAccuracy.map {
            "; at most \($0.percent) % is to be expected of any model"
          }
            ?? ""),
      ],
    ]
    return table(
      rows + (report.test.map { [["test", $0.line]] } ?? []), flushLeft: [0, 1])
      + "\n\n" + (report.test ?? report.validation).labelTable()
  }
}

extension ClassifierReport: TrainingReport {
  /// That of the selection: macro F1, accuracy, or the negative loss.
  var objective: Double { validation.objective(selection) }
  var validationScores: [String: Double] { validation.shares }
  var testScores: [String: Double]? { test?.shares }
}

extension ClassificationScores {
  fileprivate func objective(_ selection: ModelSelection) -> Double {
    switch selection {
    case .macroF1: macroF1
    case .accuracy: accuracy
    case .loss: -(logLoss ?? .infinity)
    }
  }

  fileprivate var shares: [String: Double] {
    let all = ["accuracy": accuracy, "macroF1": macroF1, "microF1": microF1, "logLoss": logLoss]
    return all.compactMapValues { $0 }
  }
}
