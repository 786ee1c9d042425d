import ArgumentParser
import Foundation
import ParlanceClassification
import ParlanceSystem
import ParlanceTraining

/// `parlance bench classify`.
struct BenchClassify: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "classify",
    abstract: "Measure the training of a classifier: words per second, with its update.",
    discussion: """
      Trains on --train, or on the built-in recipes, without writing a model. With --model-type \
      feedforward --order 1 --tokenizer whitespace it is the averaging classifier of fastText.
      """)

  @OptionGroup var train: Said<ClassifierOptions>

  @OptionGroup(title: "Common options")
  var common: CommonOptions

  private struct Report: Encodable {
    let wordsPerSecond: Double
    let textsPerSecond: Double
    let millisecondsPerStep: Double
  }

  func run() throws {
    common.apply()
    let options = train.resolved
    if let problem = train.misplaced ?? options.conflict { throw InputError(.usage, problem) }
    var settings = options.settings
    settings.folds = nil
    if train["epochs"] == nil {
      settings.training.epochs = min(3, settings.training.epochs)
    }
    // Nothing is written there.
    let folder = NSTemporaryDirectory() + "parlance-bench-classify"
    let speed =
      try settings.architecture.modelType == .fasttext
      ? ModelRun<FastTextPlan>(settings, output: folder, existing: .overwrite).plan.speed()
      : ClassifierRun(settings, output: folder, existing: .overwrite).plan.speed()
    let report = Report(
      wordsPerSecond: speed.words / speed.seconds, textsPerSecond: speed.texts / speed.seconds,
      millisecondsPerStep: 1000 * speed.seconds / speed.steps)
    switch common.format {
    case .json: try Output.json(report)
    case .text:
      try Output.line(
        table(
          [
            ["words/s", Int(report.wordsPerSecond).grouped],
            ["texts/s", Int(report.textsPerSecond).grouped],
            ["ms/step", report.millisecondsPerStep.fixed(3)],
          ], flushLeft: [0]))
    }
  }
}
