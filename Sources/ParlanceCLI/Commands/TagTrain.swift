import ArgumentParser
import ParlanceReports
import ParlanceSystem
import ParlanceTagging
import ParlanceTraining

/// `parlance tag train`.
struct TagTrain: SharedCommand, DeviceCommand {
  static let configuration = CommandConfiguration(
    commandName: "train",
    abstract: "Train a tagger: word classes, entities, or any other tag for each token.",
    discussion: """
      The best epoch is that of the best entity F1 on held-out sentences, or of the best accuracy where \
      the tags mark no entities. Where all sentences have 100,000 tokens at most and no --validation is given, the \
      model is then trained on all of them; its validation scores stay those of the training that held the last \
      tenth out. Without --train it learns recipes that a built-in grammar writes.

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
  var computing: DeviceOption

  @OptionGroup(title: "Common options")
  var common: CommonOptions

  private var output: String { folder.output ?? "models/tagger" }

  func run() throws {
    common.apply()
    try report.check()
    let said = try folder.said(train, runs: tuning.runs)
    let trainings = Trainings<TaggerOptions, TaggerPlan>(
      command: "tag train", tuning: tuning, folder: folder, common: common, output: output,
      settings: \.settings, unit: { _ in "words" },
      begins: { common.note($0.architecture.summary + choice(train)) })
    let (report, plan) = try trainings.run(said)
    guard Processes.isFirst else { return }
    try self.report.write(page(report.report, plan.data), common)
    try report.present(common, text: Self.text)
  }

  /// The page of the model on the sentences that its training held out.
  private func page(_ report: TaggerReport, _ data: TaggerData) throws -> Report {
    let model = try Tagger(directory: RunDirectory(output))
    var page = try RunPage(output, model: model)
    // Who has learned from all sentences is shown by who has not; the first trainings of several runs lie elsewhere.
    let seen = data.test == nil && report.refit == true
    let heldOut = seen ? RunDirectory(output).heldOutModel : nil
    if heldOut != nil || !seen {
      let shown = try heldOut.map { try Tagger(directory: $0) } ?? model
      page.measured = (report.test ?? report.validation).map {
        Measured(
          shown, on: data.test ?? data.validation, $0,
          data: Measured.name(hasTest: data.test != nil))
      }
    }
    return try page.report()
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
          + "\(Int(report.wordsPerSecond).grouped) words/s, "
          + (report.refit == true
            ? "then again on all; " : "the best was \(report.bestEpoch ?? 0); ")
          + "padding \((100 * report.paddingShare).fixed(1)) %",
      ],
    ]
    if let scheme = report.scheme { rows.append(["scheme", scheme.name]) }
    rows += (report.validation?.rows ?? []).map { ["validation " + $0[0], $0[1]] }
    rows += (report.test?.rows ?? []).map { ["test " + $0[0], $0[1]] }
    return table(rows, flushLeft: [0, 1])
  }
}
