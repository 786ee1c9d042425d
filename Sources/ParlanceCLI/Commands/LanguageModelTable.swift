import ArgumentParser
import Foundation
import ParlanceArrays
import ParlanceLanguageModels
import ParlanceSystem
import ParlanceText
import ParlanceTraining

/// `parlance lm table`.
struct LanguageModelTable: DeviceCommand {
  static let configuration = CommandConfiguration(
    commandName: "table",
    abstract: "Train the systems of the lectures' perplexity table and compare them.",
    discussion: """
      Eight systems and a transformer are trained on one text, each for about as many minutes as --budget says: the \
      greatest hidden size is taken with which a few epochs fit on this machine, and what takes longer \
      with the smallest is said. The lectures' figures are those of the One Billion Word benchmark; what \
      can be compared is how each system stands to the Kneser-Ney model of its own text.

      A run that was stopped goes on with --resume, with the sizes that were chosen then: table.json \
      in the output folder holds them.
      """)

  @Option(
    help: ArgumentHelp("Training text, plain or gzipped.", valueName: "file"),
    completion: .file())
  var train: String

  @Option(
    help: ArgumentHelp("The text that the table is about.", valueName: "file"), completion: .file())
  var test: String

  @Option(
    help: ArgumentHelp(
      "Validation text. (default: the last tenth of the training lines)", valueName: "file"),
    completion: .file())
  var validation: String?

  @Option(
    help: ArgumentHelp("The most frequent tokens to keep; 0 for all.", valueName: "n"))
  var vocabularySize = 10_000

  @Option(help: ArgumentHelp("Minutes of training for each system.", valueName: "minutes"))
  var budget = 10.0

  @Option(help: ArgumentHelp("Of initial values, masks and samples.", valueName: "n"))
  var seed: UInt64 = 1

  @Option(
    name: .shortAndLong,
    help: ArgumentHelp("The folder that the models are written to.", valueName: "folder"),
    completion: .directory)
  var output = "models/table"

  @Flag(help: "Go on with a table that was begun.")
  var resume = false

  @OptionGroup(title: "Common options")
  var computing: DeviceOption

  @OptionGroup(title: "Common options")
  var common: CommonOptions

  func validate() throws {
    if !(budget > 0 && budget.isFinite) {
      throw ValidationError("--budget: expected a positive number, found \(budget)")
    }
    try check("vocabulary-size", vocabularySize, 0...(1 << 26))
    if output.isEmpty { throw ValidationError("--output: expected a folder, found nothing") }
  }

  struct Report: Encodable {
    struct Row: Encodable {
      let system: String
      /// Nil for a system that they do not have.
      let lectures: Double?
      /// To the lectures' Kneser-Ney model, and to ours.
      let lecturesRatio: Double?
      let ratio: Double
      let perplexity: SampledScore
      let bitsPerCharacter: SampledScore
      /// Seconds of training; nil for a model that is counted.
      let seconds: Double?
      let wordsPerSecond: Double?
      let bytes: Int
      let command: String
    }
    let test: String
    let tokens: Int
    let rows: [Row]
  }

  func run() throws {
    common.apply()
    common.noteMarks(in: train, validation, test)
    let plan = try plan()
    for (place, row) in plan.rows.enumerated() {
      let name = TableSystem.all[place].name
      if isDone(row) { continue }
      if let note = row.note { common.note("\(name): \(note)") }
      common.note("\(name) (\(place + 1) of \(plan.rows.count)): \(command(row))")
      try makeModel(row)
    }
    let report = try report(plan)
    switch common.format {
    case .json: try Output.json(report)
    case .text: try Output.line(Self.text(report))
    }
  }

  private var planFile: String { output + "/table.json" }

  private func folder(_ row: TablePlan.Row) -> String { output + "/" + row.folder }

  /// The card is the last file of a model to be written.
  private func isDone(_ row: TablePlan.Row) -> Bool {
    FileManager.default.fileExists(atPath: folder(row) + "/README.md")
  }

  /// The plan of the folder, or a new one.
  private func plan() throws -> TablePlan {
    let directory = RunDirectory(output)
    if resume {
      guard let data = FileManager.default.contents(atPath: planFile) else {
        throw InputError(.missingInput, file: planFile, "there is no table to go on with")
      }
      guard let plan = try? JSONDecoder().decode(TablePlan.self, from: data),
        plan.rows.map(\.folder) == TableSystem.all.map(\.folder)
      else { throw InputError(.badData, file: planFile, "is not the plan of a table") }
      if let row = plan.rows.first(where: { !$0.arguments.contains(train) }) {
        throw InputError(.usage, "--train \(train): \(row.folder) was begun with another text")
      }
      return plan
    }
    try directory.check(.refuse)
    var settings = LanguageModelSettings(train: train)
    (settings.validation, settings.test) = (validation, test)
    settings.vocabularySize = vocabularySize == 0 ? nil : vocabularySize
    let data = try LanguageModelData(settings)
    common.note("choosing sizes that take \(budget.short) minutes")
    let plan = TablePlan.made(
      data, budget: budget,
      common: [
        "--train", train, "--vocabulary-size", "\(vocabularySize)", "--seed",
        "\(seed)",
      ] + (validation.map { ["--validation", $0] } ?? []))
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    try AtomicFile.createFolder(output)
    try AtomicFile.write(
      String(decoding: encoder.encode(plan), as: UTF8.self) + "\n", to: planFile)
    return plan
  }

  private func arguments(_ row: TablePlan.Row) -> [String] {
    row.arguments + ["--output", folder(row)]
  }

  private func command(_ row: TablePlan.Row) -> String {
    let device = isCounted(row) ? [] : computing.device.map { ["--device", $0] } ?? []
    return commandLine(["lm", "train"] + arguments(row) + device)
  }

  /// Whether no network is trained, but counts are made.
  private func isCounted(_ row: TablePlan.Row) -> Bool {
    TableSystem.all.contains { $0.folder == row.folder && $0.network == nil }
  }

  private func makeModel(_ row: TablePlan.Row) throws {
    let directory = RunDirectory(folder(row))
    // A folder without a checkpoint has nothing to keep.
    let existing =
      directory.hasCheckpoint ? ["--resume"] : directory.isEmpty ? [] : ["--overwrite"]
    let quiet = common.quiet ? ["--quiet"] : []
    let train = try LanguageModelTrain.parse(arguments(row) + existing + quiet)
    try Device.with(isCounted(row) ? .cpu : .current) { try train.train(command: command(row)) }
  }

  private func report(_ plan: TablePlan) throws -> Report {
    let models = plan.rows.map(folder)
    var lines: [String] = []
    try LineReader.forEachLine(test) { line, _ in
      if !line.unicodeScalars.allSatisfy(\.properties.isWhitespace) { lines.append(line) }
    }
    var settings = LanguageModelComparison.Settings()
    settings.seed = seed
    let comparison = try LanguageModelComparison(
      models.map { try languageModel(at: $0) }, names: models,
      bytes: models.map(ModelStore.byteCount(at:)), lines: lines, settings: settings)
    let first = comparison.models[0].perplexity.value
    let rows = try zip(zip(TableSystem.all, plan.rows), comparison.models).map { parts, row in
      let last = try RunDirectory(row.model).metrics().last
      return Report.Row(
        system: parts.0.name, lectures: parts.0.lectures,
        lecturesRatio: parts.0.lectures.flatMap { own in
          TableSystem.all[0].lectures.map { own / $0 }
        },
        ratio: row.perplexity.value / first, perplexity: row.perplexity,
        bitsPerCharacter: row.bitsPerCharacter, seconds: last?.seconds,
        wordsPerSecond: last?.wordsPerSecond, bytes: row.bytes, command: command(parts.1))
    }
    return Report(test: test, tokens: comparison.models[0].tokens, rows: rows)
  }

  private static func text(_ report: Report) -> String {
    let head = [
      "system", "lectures", "to Kneser-Ney", "ours", "95 %", "to Kneser-Ney", "bits/char", "time",
      "words/s", "size",
    ]
    let rows = report.rows.map { row in
      [
        row.system, row.lectures?.fixed(1) ?? "", row.lecturesRatio?.fixed(2) ?? "",
        row.perplexity.value.short,
        "\(row.perplexity.interval.low.short) … \(row.perplexity.interval.high.short)",
        row.ratio.fixed(2), row.bitsPerCharacter.value.fixed(3), row.seconds?.clock ?? "",
        row.wordsPerSecond.map { Int($0).grouped } ?? "", row.bytes.byteSize,
      ]
    }
    return ([table([head] + rows)] + [report.rows.map(\.command).joined(separator: "\n")])
      .joined(separator: "\n\n")
  }
}
