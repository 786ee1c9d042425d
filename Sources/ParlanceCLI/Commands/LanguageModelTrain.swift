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
      of the options below up to --seed. Options come before the file, the file before the \
      defaults. What a run was trained with is in run/config.yaml of its folder, in this form.
      """)

  @OptionGroup(title: "Model and training")
  var train: TrainOptions

  @OptionGroup(title: "Run")
  var folder: RunOptions

  @OptionGroup(title: "Common options")
  var common: CommonOptions

  private var output: String { folder.output ?? "models/language-model" }

  func run() throws {
    common.apply()
    let options = try resolvedOptions()
    common.noteMarks(in: options.train, options.validation, options.test)
    let report = try train(options, command: commandLine())
    switch common.format {
    case .json: try Output.json(report)
    case .text:
      let hasEpochs = !ModelType.ngrams.contains(options.modelType ?? .recurrent)
      try Output.line(Self.text(report, hasEpochs, unit: Self.unit(options)))
    }
  }

  /// Trains and writes the model.
  ///
  /// - `command`: what the model card says of how it was made.
  func train(command: String) throws -> LanguageModelReport {
    try train(resolvedOptions(), command: command)
  }

  private func train(_ options: TrainOptions, command: String) throws -> LanguageModelReport {
    switch options.modelType ?? .recurrent {
    case .recurrent, .window: try trainNetwork(options, command)
    case .kneserNey, .ngram: try estimateNGrams(options, command)
    case .snm: try estimateSparseMatrix(options, command)
    }
  }

  private func trainNetwork(
    _ options: TrainOptions, _ command: String
  ) throws -> LanguageModelReport {
    let settings = options.settings
    if let problem = options.conflict ?? settings.problem { throw InputError(.usage, problem) }
    let run = try LanguageModelRun(settings, output: output, existing: folder.existing)
    let stop = StopRequest()
    let signals = Signals(stop)
    return try withExtendedLifetime(signals) {
      try run.train(
        configuration: RunOptions.configuration(options, of: "lm train"), command: command,
        observer: observer(options), stop: stop)
    }
  }

  private func estimateNGrams(
    _ options: TrainOptions, _ command: String
  ) throws -> LanguageModelReport {
    let settings = options.ngramSettings
    if let problem = options.ngramConflict ?? settings.problem {
      throw InputError(.usage, "--\(problem)".replacing(#/^----/#, with: "--"))
    }
    return try NGramRun(settings, output: output, existing: folder.existing).train(
      configuration: RunOptions.configuration(options, of: "lm train"), command: command,
      observer: observer(options))
  }

  private func estimateSparseMatrix(
    _ options: TrainOptions, _ command: String
  ) throws -> LanguageModelReport {
    let settings = options.sparseMatrixSettings
    if let problem = settings.problem { throw InputError(.usage, "--\(problem)") }
    return try SparseNonnegativeRun(settings, output: output, existing: folder.existing).train(
      configuration: RunOptions.configuration(options, of: "lm train"), command: command,
      observer: observer(options))
  }

  private func observer(_ options: TrainOptions) -> Progress? {
    common.quiet ? nil : Progress(.standardError, unit: Self.unit(options))
  }

  private static func unit(_ options: TrainOptions) -> String {
    options.level == .word ? "words" : "characters"
  }

  private func resolvedOptions() throws -> TrainOptions {
    let said = try folder.said(train)
    let type = said.modelType ?? .recurrent
    guard folder.resume else {
      return switch type {
      case .recurrent, .window: said.resolved
      case .kneserNey, .ngram: said.resolvedForNGrams
      case .snm: said.resolvedForSparseMatrix
      }
    }
    guard ModelType.networks.contains(type) else {
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
