import ArgumentParser
import Foundation
import ParlanceLanguageModels
import ParlanceSystem
import ParlanceText
import ParlanceTraining

/// `parlance lm train`.
struct LanguageModelTrain: ParsableCommand {
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

  @OptionGroup(title: "Common options")
  var common: CommonOptions

  private var output: String { folder.output ?? "models/language-model" }

  func run() throws {
    common.apply()
    let options = try resolvedOptions()
    common.noteMarks(in: options["train"], options["validation"], options["test"])
    let report = try train(options, command: commandLine())
    switch common.format {
    case .json: try Output.json(report)
    case .text:
      let plan = options.settings
      let hasEpochs = !ModelType.ngrams.contains(plan.type)
      try Output.line(Self.text(report, hasEpochs, unit: plan.level.unit))
    }
  }

  /// Trains and writes the model.
  ///
  /// - `command`: what the model card says of how it was made.
  func train(command: String) throws -> LanguageModelReport {
    try train(resolvedOptions(), command: command)
  }

  private func train(
    _ options: Said<LanguageModelOptions>, command: String
  ) throws -> LanguageModelReport {
    if let problem = options.conflict { throw InputError(.usage, problem) }
    let (plan, existing) = (options.settings, folder.existing)
    let configuration = RunOptions.configuration(options, of: "lm train")
    let observer = common.quiet ? nil : Progress(.standardError, unit: plan.level.unit)
    func train<Plan>(_ run: ModelRun<Plan>) throws -> LanguageModelReport
    where Plan.Score == Evaluation, Plan.Details == LanguageModelDetails {
      let stop = StopRequest()
      let signals = Signals(stop)
      return try withExtendedLifetime(signals) {
        try run.train(
          configuration: configuration, command: command, observer: observer, stop: stop)
      }
    }
    switch plan.type {
    case .recurrent, .window:
      return try train(LanguageModelRun(plan.network, output: output, existing: existing))
    case .kneserNey, .ngram:
      return try train(NGramRun(plan.ngrams, output: output, existing: existing))
    case .snm:
      return try train(SparseNonnegativeRun(plan.matrix, output: output, existing: existing))
    }
  }

  private func resolvedOptions() throws -> Said<LanguageModelOptions> {
    let said = try folder.said(train)
    guard folder.resume else { return said.resolved }
    guard ModelType.networks.contains(said.settings.type) else {
      throw InputError(.usage, "--resume: a model of counts is estimated in one go")
    }
    return try folder.resumed(said, in: output).resolved
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
  var unit: String { self == .word ? "words" : "characters" }
}
