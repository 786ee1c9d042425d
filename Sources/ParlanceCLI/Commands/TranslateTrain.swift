import ArgumentParser
import ParlanceReports
import ParlanceTraining
import ParlanceTranslation

/// `parlance translate train`.
struct TranslateTrain: SharedCommand, DeviceCommand {
  static let configuration = CommandConfiguration(
    commandName: "train",
    abstract: "Train a translator on pairs of sentences.",
    discussion: """
      The best epoch is that of the lowest cross-entropy on held-out pairs, or, with --decide bleu, of \
      the highest BLEU on 500 of them at most.

      A file given with --config has lines of the form "hidden-size: 200", the keys being the names \
      of the options that say what is made. Options come before the file, the file before the \
      defaults. What a run was trained with is in run/config.yaml of its folder, in this form.
      """)

  @OptionGroup var train: Said<TranslationOptions>

  @OptionGroup var folder: RunOptions

  @OptionGroup(title: "Several trainings")
  var tuning: TuningOptions

  @OptionGroup(title: "The report")
  var report: ReportOption

  @OptionGroup(title: "Common options")
  var computing: DeviceOption

  @OptionGroup(title: "Common options")
  var common: CommonOptions

  private var output: String { folder.output ?? "models/translator" }

  func run() throws {
    common.apply()
    try report.check()
    let said = try folder.said(train, runs: tuning.runs)
    let trainings = Trainings<TranslationOptions, TranslationPlan>(
      command: "translate train", tuning: tuning, folder: folder, common: common, output: output,
      settings: \.settings, unit: { _ in "tokens" },
      begins: { common.note($0.summary) })
    let (report, plan) = try trainings.run(said)
    guard Processes.isFirst else { return }
    try self.report.write(page(report.report, plan.data), common)
    try report.present(common, text: Self.text)
  }

  /// The page of the model on the pairs that its training held out.
  private func page(
    _ report: RunReport<TranslationScores, NoDetails>, _ data: TranslationData
  ) throws -> Report {
    let model = try Translator(directory: RunDirectory(output))
    var page = try RunPage(output, model: model)
    page.measured = (report.test ?? report.validation).map {
      Measured(
        model, on: data.test ?? data.validation, $0,
        data: Measured.name(hasTest: data.test != nil))
    }
    return try page.report()
  }

  private static func text(_ report: RunReport<TranslationScores, NoDetails>) -> String {
    var rows = [
      ["model", report.model],
      [
        "training",
        "\(report.epochs) \(report.epochs == 1 ? "epoch" : "epochs") in \(report.seconds.clock), "
          + "\(Int(report.wordsPerSecond).grouped) target tokens/s",
      ],
    ]
    rows += (report.validation?.rows ?? []).map { ["validation " + $0[0], $0[1]] }
    rows += (report.test?.rows ?? []).map { ["test " + $0[0], $0[1]] }
    return table(rows, flushLeft: [0, 1])
  }
}
