import ArgumentParser
import ParlanceClassification
import ParlanceReports
import ParlanceScores
import ParlanceSystem
import ParlanceText
import ParlanceTraining

/// `parlance classify evaluate`.
struct ClassifyEvaluate: SharedCommand, DeviceCommand {
  static let configuration = CommandConfiguration(
    commandName: "evaluate",
    abstract: "Score a classifier on labelled texts.",
    discussion: """
      Labels that the model does not know are errors, and named. The 95 % intervals are of a thousand \
      bootstrap samples of the texts.

      --group-column scores the texts of each group by themselves too (files with columns: csv, tsv, \
      jsonl) and says how far the groups lie apart: a gap is the greatest less the least. Demographic \
      parity looks at how often a label is given, equalised odds at true and false positive rates; \
      gaps are never below 0, and chance alone makes some.
      """)

  @OptionGroup var model: ClassifierOption

  @Option(
    help: ArgumentHelp("The texts: a file or folder, or - for standard input.", valueName: "path"),
    completion: .file())
  var data: String

  @OptionGroup(title: "The file")
  var format: Said<LabelledFormatOptions>

  @Option(
    help: ArgumentHelp(
      "Score the groups that a column names by themselves too.", valueName: "name"))
  var groupColumn: String?

  @OptionGroup var card: CardOption

  @OptionGroup(title: "The report")
  var report: ReportOption

  @OptionGroup(title: "Common options")
  var computing: DeviceOption

  @OptionGroup(title: "Common options")
  var common: CommonOptions

  func validate() throws {
    if card.writeCard, groupColumn == nil {
      throw ValidationError("--write-card writes the groups' table; give --group-column too")
    }
  }

  /// The scores, and those of the groups beside them.
  private struct Report: Encodable {
    let scores: ClassificationScores
    let groups: GroupFairness?

    private enum CodingKeys: CodingKey { case groups }

    func encode(to encoder: any Encoder) throws {
      try scores.encode(to: encoder)
      var values = encoder.container(keyedBy: CodingKeys.self)
      try values.encodeIfPresent(groups, forKey: .groups)
    }
  }

  func run() throws {
    common.apply()
    try report.check()
    let card = try card.store(of: model.model)
    try Processes.checkSame(data)
    try Processes.checkSame(model: model.model)
    let model = try model.load()
    var format = format.settings
    format.groupColumn = groupColumn
    let texts = try LabelledTexts.read(data, format: format)
    for note in texts.notes { common.note(note) }
    try checkGroups(texts)
    try model.checkKnows(texts, file: data)
    let results = try model.results(on: texts, ranks: Processes.group)
    guard Processes.isFirst else { return }
    let unseen = results.truth.unseen
    if !unseen.isEmpty {
      common.note("labels that the model has never seen: \(unseen.joined(separator: ", "))")
    }
    let scores = ClassificationScores(results)
    let groups = groupColumn.map { _ in
      GroupFairness(results, groups: texts.items.map(\.group))
    }
    try self.report.write(page(model, texts, results, scores), common)
    switch common.format {
    case .json: try Output.json(Report(scores: scores, groups: groups))
    case .text:
      try Output.line(
        ([scores.listing()] + [groups?.listing].compactMap { $0 }).joined(separator: "\n\n"))
    }
    if let groups, let groupColumn {
      try card?.write(section: groups.section(column: groupColumn, data: data), common)
    }
  }

  private func page(
    _ model: any TextClassifying, _ texts: LabelledTexts, _ results: ClassificationResults,
    _ scores: ClassificationScores
  ) throws -> ParlanceReports.Report {
    try RunPage(
      self.model.model, model: model,
      measured: Measured(model, on: texts, results, scores, data: data)
    ).report(command: commandLine(), measuredOn: data)
  }

  /// Throws where there are no groups to compare.
  private func checkGroups(_ texts: LabelledTexts) throws {
    guard let groupColumn else { return }
    let groups = texts.items.map(\.group)
    let names = Set(groups.compactMap { $0 })
    guard names.count > 1 else {
      throw InputError(
        .badData, file: data,
        names.first.map { "column \(groupColumn.shown): all texts are of the group \($0.shown)" }
          .map { $0 + "; expected two groups or more" }
          ?? "column \(groupColumn.shown) is empty in all texts; expected two groups or more")
    }
    guard names.count <= Self.mostGroups else {
      throw InputError(
        .badData, file: data,
        "column \(groupColumn.shown) has \(names.count) different values; expected groups of texts, at "
          + "most \(Self.mostGroups)")
    }
    let empty = groups.count { $0 == nil }
    if empty > 0 {
      common.note(
        "\(empty.counted("text")) of \(groups.count) with nothing in column \(groupColumn.shown): in no "
          + "group")
    }
  }

  /// More values are no groups but names or numbers of texts.
  private static let mostGroups = 200
}

/// The model that a command reads.
struct ClassifierOption: ParsableArguments {
  @Option(
    name: .shortAndLong,
    help: ArgumentHelp(
      "The model's folder, or a model of fastText: a .bin or .ftz file.", valueName: "path"),
    completion: .file())
  var model = "models/classifier"

  func load() throws -> any TextClassifying { try ModelKinds.classifier(at: model) }
}
