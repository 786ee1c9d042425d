import ArgumentParser
import ParlanceArrays
import ParlanceClassification
import ParlanceReports
import ParlanceScores
import ParlanceSystem
import ParlanceText
import ParlanceTraining

/// `parlance classify train`.
struct ClassifyTrain: SharedCommand, DeviceCommand {
  static let configuration = CommandConfiguration(
    commandName: "train",
    abstract: "Train a classifier of texts.",
    discussion: """
      Without --train it learns which dish a recipe of the built-in grammar is for. The form of a file is told by its \
      name or its first line; columns by their names.

      Without --model-type, cross-validation chooses the features, the loss and the penalty of a linear model, logistic \
      regression or margins of each label against the rest, which then learns from all texts; or a gru is trained, where that gets clearly more of the texts right that neither has \
      read, and nothing was said of how either is made. The work is bounded, whatever the clock says, so that the same \
      texts give the same model: seconds for 5,000 texts and about half a minute for 50,000 with logistic regression, \
      and up to a minute or two with a gru, on two processors.

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
  var computing: DeviceOption

  @OptionGroup(title: "Common options")
  var common: CommonOptions

  private var output: String { folder.output ?? "models/classifier" }

  func run() throws {
    common.apply()
    try report.check()
    let said = try folder.said(train, runs: tuning.runs)
    let (report, data, heldOut) = try train(said)
    guard Processes.isFirst else { return }
    try self.report.write(page(report.report, data, heldOut), common)
    try report.present(common, text: Self.text)
  }

  /// The page of the model on the texts that its training held out.
  private func page(
    _ report: ClassifierReport, _ data: ClassificationData, _ heldOut: HeldOut?
  ) throws -> Report {
    let model = try ModelKinds.classifier(at: output)
    let (texts, name) = data.measured
    var page = try RunPage(output, model: model)
    if let scores = report.test ?? report.validation {
      if !texts.items.isEmpty {
        page.measured = Measured(
          model, on: texts, try model.results(on: texts), scores, data: name)
      } else if let heldOut {
        page.measured = Measured(
          model, on: heldOut.texts, heldOut.results, scores,
          data: "texts that were held out in turn")
      } else {
        // Of what a run of earlier was judged on the scores are left.
        page.measured = Measured(scores, data: "texts that were held out in turn")
      }
    }
    return try page.report()
  }

  /// What cross-validation held out, with what was said of it.
  private typealias HeldOut = (texts: LabelledTexts, results: ClassificationResults)

  private func train(
    _ said: Said<ClassifierOptions>
  ) throws -> (
    TrainingReport<ClassificationScores, ClassifierDetails>, ClassificationData, HeldOut?
  ) {
    let goesOn =
      try folder.resume
      && (tuning.runs > 1 || Processes.group.agree(on: RunDirectory(output).hasRun))
    let isFastText =
      try (goesOn ? folder.resumed(said, in: output, runs: tuning.runs) : said).kind
      == ClassifierArchitecture.ModelType.fasttext.rawValue
    if isFastText {
      let (report, plan) = try trainings(FastTextPlan.self).run(said)
      return (report, plan.data, nil)
    }
    var trainings = trainings(ClassifierPlan.self)
    if said["model-type"] == nil, tuning.autotune == nil { trainings.choose = choose }
    let (report, plan) = try trainings.run(said)
    return (report, plan.data, plan.heldOutInTurn)
  }

  /// What may be said without deciding what kind of model it is for.
  private static let compared = Set(
    ClassifierTextOptions.rows.map(\.name) + [
      "tokenizer", "lowercase", "vectors", "class-weights", "selection", "calibrate", "seed",
    ])

  /// Logistic regression, or a network where that does better and nothing was said of either.
  private func choose(
    _ said: Said<ClassifierOptions>, _ stop: StopRequest
  ) throws -> (Said<ClassifierOptions>, ClassifierPlan?) {
    common.note(Self.choice(said.settings))
    guard Self.compared.isSuperset(of: said.values.keys), Processes.group.size == 1,
      Device.current == .cpu
    else { return (said, nil) }
    var network = said
    network.set("model-type", ClassifierArchitecture.ModelType.gru.rawValue)
    let choice = try ClassifierChoice(
      said.resolved.settings, or: network.resolved.settings,
      observer: common.quiet ? nil : Progress(.standardError, unit: said.settings.level.unit),
      stop: stop)
    if let comparison = choice.comparison { common.note(comparison.line) }
    return (choice.comparison?.choosesNetwork == true ? network : said, choice.plan)
  }

  private func trainings<Plan>(_ type: Plan.Type) -> Trainings<ClassifierOptions, Plan>
  where Plan.Settings == ClassifierSettings {
    Trainings(
      command: "classify train", tuning: tuning, folder: folder, common: common, output: output,
      settings: \.settings, unit: { $0.settings.level.unit })
  }

  private static func choice(_ settings: ClassifierSettings) -> String {
    let made = settings.architecture
    let unit = made.tokenizer.level.unit
    return
      "no --model-type: \(settings.isCrossValidated ? "a linear model" : "logistic regression") over "
      + "\(unit), n-grams of up to \(made.order) \(unit)"
      + (made.characters.map { " and of \($0.lowerBound) to \($0.upperBound) characters" } ?? "")
      + (settings.vectors == nil ? "" : ", and the given vectors")
      + (settings.isCrossValidated ? "; what counts how much is found by cross-validation" : "")
  }

  private static func training(_ report: ClassifierReport) -> String {
    let time = "in \(report.seconds.clock)"
    if let chosen = report.crossValidation { return "\(time): \(chosen.line)" }
    return "\(report.epochs) \(report.epochs == 1 ? "epoch" : "epochs")"
      + (report.bestEpoch.map { " (best: \($0))" } ?? "") + " \(time), "
      + "\(Int(report.wordsPerSecond).grouped) words/s, padding "
      + "\((100 * report.paddingShare).fixed(1)) %"
  }

  private static func text(_ report: ClassifierReport) -> String {
    var rows = [
      ["model", report.model],
      ["training", "\(report.modelType.rawValue), " + training(report)],
    ]
    let best = report.bestPossibleAccuracy.map {
      "; at most \($0.percent) % is to be expected of any model"
    }
    if let score = report.validation {
      let folds = report.crossValidation?.folds.map { " (held out in \($0) parts)" } ?? ""
      rows.append(["validation" + folds, score.line + (best ?? "")])
    }
    if let score = report.test { rows.append(["test", score.line]) }
    let labels = (report.test ?? report.validation)?.labelTable()
    return table(rows, flushLeft: [0, 1]) + (labels.map { "\n\n" + $0 } ?? "")
  }
}
