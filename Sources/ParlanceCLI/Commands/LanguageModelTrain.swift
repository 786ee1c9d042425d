import ArgumentParser
import Foundation
import ParlanceLanguageModels
import ParlanceReports
import ParlanceSystem
import ParlanceText
import ParlanceTraining

/// `parlance lm train`.
struct LanguageModelTrain: SharedCommand, DeviceCommand {
  static let configuration = CommandConfiguration(
    commandName: "train",
    abstract: "Train a language model.",
    discussion: """
      Without --train it learns recipes that a built-in grammar writes; how near it comes to the \
      best that any model could do is then known.

      A file given with --config has lines of the form "hidden-size: 200", the keys being the names \
      of the options that say what is made. Options come before the file, the file before the \
      defaults. What a run was trained with is in run/config.yaml of its folder, in this form.
      """)

  @OptionGroup var train: Said<LanguageModelOptions>

  @OptionGroup var folder: RunOptions

  @OptionGroup(title: "Several trainings")
  var tuning: TuningOptions

  @OptionGroup(title: "The report")
  var report: ReportOption

  @OptionGroup(title: "Common options")
  var computing: DeviceOption

  @OptionGroup(title: "Common options")
  var common: CommonOptions

  private var output: String { folder.output ?? "models/language-model" }

  func run() throws {
    common.apply()
    try report.check()
    let said = try folder.said(train, runs: tuning.runs)
    let options = try options(said)
    common.noteMarks(in: options["train"], options["validation"], options["test"])
    let settings = options.settings
    let report = try train(said, line: commandLine())
    guard Processes.isFirst else { return }
    try self.report.write(page(settings), common)
    try report.present(common) {
      Self.text($0, !ModelType.ngrams.contains(settings.type), unit: settings.level.unit)
    }
  }

  /// The page of the model on the text that its training held out.
  private func page(_ settings: AnyLanguageModelSettings) throws -> Report {
    let model = try languageModel(at: output)
    var page = try RunPage(output, model: model)
    page.measured = try model.heldOut(settings.texts, seed: settings.network.training.seed).map {
      Measured(model, on: $0.corpus, data: $0.name)
    }
    return try page.report()
  }

  /// Trains and writes the model.
  ///
  /// - `command`: what the model card says of how it was made.
  func train(command: String) throws {
    _ = try train(folder.said(train, runs: tuning.runs), line: command)
  }

  private func train(
    _ said: Said<LanguageModelOptions>, line: String
  ) throws -> TrainingReport<Evaluation, LanguageModelDetails> {
    switch said.settings.type {
    case .recurrent, .window, .transformer:
      try trainings(LanguageModelPlan.self, ModelType.networks, line) { $0.network }.run(said)
        .report
    case .kneserNey, .ngram:
      try trainings(NGramPlan.self, ModelType.ngrams, line) { $0.ngrams }.run(said).report
    case .snm:
      try trainings(SparseNonnegativePlan.self, [.snm], line) { $0.matrix }.run(said).report
    }
  }

  private func trainings<Plan>(
    _ type: Plan.Type, _ kinds: [ModelType], _ line: String,
    settings: @escaping (AnyLanguageModelSettings) -> Plan.Settings
  ) -> Trainings<LanguageModelOptions, Plan> {
    Trainings(
      command: "lm train", line: line, tuning: tuning, folder: folder, common: common,
      output: output,
      settings: { options in
        let all = options.settings
        guard kinds.contains(all.type) else {
          throw InputError(
            .usage, "--resume: the run is of --model-type \(all.type.rawValue); give it again")
        }
        return settings(all)
      }, unit: { $0.settings.level.unit })
  }

  /// All options that the run has.
  private func options(_ said: Said<LanguageModelOptions>) throws -> Said<LanguageModelOptions> {
    let isCounted = !ModelType.networks.contains(said.settings.type)
    if isCounted && tuning.isAsked && said["train"] == "-" {
      throw InputError(
        .usage, "--train -: counts are made anew for each training; give a file")
    }
    guard folder.resume && tuning.autotune == nil else { return said.resolved }
    if isCounted && tuning.runs == 1 {
      throw InputError(.usage, "--resume: a model of counts is estimated in one go")
    }
    return try folder.resumed(said, in: output, runs: tuning.runs).resolved
  }

  private static func text(
    _ report: LanguageModelReport, _ hasEpochs: Bool, unit: String
  ) -> String {
    func score(_ evaluation: Evaluation) -> String {
      "perplexity \(evaluation.perplexity.short) (\(evaluation.crossEntropy.fixed(4)) nats) over "
        + "\(evaluation.tokens.grouped) tokens"
    }
    var rows = [
      ["model", report.model],
      [
        "training",
        (hasEpochs ? "\(report.epochs) \(report.epochs == 1 ? "epoch" : "epochs") in " : "")
          + "\(report.seconds.clock), \(Int(report.wordsPerSecond).grouped) \(unit)/s",
      ],
    ]
    if let validation = report.validation { rows.append(["validation", score(validation)]) }
    if let test = report.test { rows.append(["test", score(test)]) }
    if let best = report.bestPossiblePerplexity, let validation = report.validation {
      let above = 100 * (validation.perplexity / best - 1)
      rows.append(
        ["best possible", "perplexity \(best.short); the model is \(above.fixed(1)) % above it"])
    }
    return table(rows, flushLeft: [0, 1])
  }
}

extension TextLevel {
  /// Its tokens, for people.
  var unit: String {
    switch self {
    case .word: "words"
    case .subword: "pieces"
    case .character, .grapheme: "characters"
    }
  }
}
