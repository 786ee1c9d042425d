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
      of the options below up to --seed. Options come before the file, the file before the \
      defaults. What a run was trained with is in run/config.yaml of its folder, in this form.
      """)

  @OptionGroup(title: "Model and training")
  var train: TaggerOptions

  @OptionGroup(title: "Run")
  var folder: RunOptions

  @OptionGroup(title: "Common options")
  var common: CommonOptions

  private var output: String { folder.output ?? "models/tagger" }

  func run() throws {
    common.apply()
    let said = try folder.said(train)
    let options =
      folder.resume ? try folder.resumed(said, in: output).resolved : said.resolved
    let settings = options.settings
    if let problem = options.conflict ?? settings.problem { throw InputError(.usage, problem) }
    let run = try TaggerRun(settings, output: output, existing: folder.existing)
    if !folder.resume { common.note(run.architecture.summary + choice(said)) }
    let stop = StopRequest()
    let signals = Signals(stop)
    let report = try withExtendedLifetime(signals) {
      try run.train(
        configuration: RunOptions.configuration(options, of: "tag train"), command: commandLine(),
        observer: common.quiet ? nil : Progress(.standardError, unit: "words"), stop: stop)
    }
    switch common.format {
    case .json: try Output.json(report)
    case .text: try Output.line(Self.text(report))
    }
  }

  private func choice(_ said: TaggerOptions) -> String {
    said.modelType == nil ? " (chosen: it does best in general; --model-type says otherwise)" : ""
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
