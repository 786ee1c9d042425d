import ArgumentParser
import ParlanceText

/// `parlance classify check`.
struct ClassifyCheck: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "check",
    abstract: "Look for what is wrong with labelled texts.",
    discussion: """
      Looks at the balance of labels, texts that are there twice or in training and in held-out data \
      at once, one text with different labels, empty texts, labels that training does not know, \
      encodings, line ends and lengths. Every finding names file and line.

      Problems make training fail or scores mislead; notes are worth knowing. The exit code is 0 \
      where there is no problem, 1 where there is one, and 65 where a file cannot be read to its end.

      Examples:
        parlance classify check reviews.csv
        parlance classify check --train a.csv --validation b.csv --test c.csv --format json
      """)

  @OptionGroup var checked: CheckedData

  @OptionGroup(title: "The files")
  var format: Said<LabelledFormatOptions>

  @OptionGroup(title: "Common options")
  var common: CommonOptions

  func run() throws {
    common.apply()
    let report = try CheckReport(checked.paths, structure: structure, read: read, check: check)
    switch common.format {
    case .json: try Output.json(report)
    case .text:
      if !report.splits.isEmpty { try Output.line(Self.tables(report.splits) + "\n") }
      try Output.line(report.listing(all: checked.all))
    }
    if report.exitCode != .success { throw report.exitCode }
  }

  private func structure(_ path: String) -> [DataFinding] {
    StructureCheck.findings(in: path, format: format.settings)
  }

  private func read(_ path: String) throws -> LabelledTexts {
    let texts = try LabelledTexts.read(path, format: format.settings)
    for note in texts.notes { common.note(note) }
    return texts
  }

  private func check(
    _ splits: [(name: String, data: LabelledTexts)]
  ) -> (splits: [LabelledDataCheck.Split], findings: [DataFinding]) {
    let check = LabelledDataCheck(splits.map { ($0.name, $0.data) })
    return (check.splits, check.findings)
  }

  private static func tables(_ splits: [LabelledDataCheck.Split]) -> String {
    let rows = splits.map { [$0.name, $0.texts.grouped] + $0.lengths.cells }
    return table([["data", "texts"] + LengthSummary.heading(of: "words")] + rows)
      + "\n\n" + labelTable("label", splits.map { ($0.name, $0.labels) })
  }
}
