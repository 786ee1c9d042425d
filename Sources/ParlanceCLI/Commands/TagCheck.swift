import ArgumentParser
import ParlanceText

/// `parlance tag check`.
struct TagCheck: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "check",
    abstract: "Look for what is wrong with tagged sentences.",
    discussion: """
      Looks at tags that do not follow their scheme (IOB1, IOB2, IOBES), how often each tag or entity \
      is there, sentences that are there twice or in training and in held-out data at once, one \
      sentence with different tags, tags that training does not know, encodings, line ends and \
      lengths. Every finding names file and line.

      Problems make training fail or scores mislead; notes are worth knowing. The exit code is 0 \
      where there is no problem, 1 where there is one, and 65 where a file cannot be read to its end.

      Examples:
        parlance tag check train.conll
        parlance tag check --train a.conllu --test b.conllu --format json
      """)

  @OptionGroup var checked: CheckedData

  @OptionGroup var columns: Said<TaggedColumns>

  @OptionGroup(title: "Common options")
  var common: CommonOptions

  func run() throws {
    common.apply()
    let report = try CheckReport(checked.paths) { path in
      try TaggedCorpus.read(path: path, columns.settings)
    } check: { splits in
      let check = TaggedDataCheck(splits.map { ($0.name, $0.data) })
      return (check.splits, check.findings)
    }
    switch common.format {
    case .json: try Output.json(report)
    case .text:
      if !report.splits.isEmpty { try Output.line(Self.tables(report.splits) + "\n") }
      try Output.line(report.listing(all: checked.all))
    }
    if report.exitCode != .success { throw report.exitCode }
  }

  private static func tables(_ splits: [TaggedDataCheck.Split]) -> String {
    let rows = splits.map { split in
      [
        split.name, split.scheme?.name ?? "", split.sentences.grouped, split.tokens.grouped,
        "\(split.unknownTokens.percent) %",
      ] + split.lengths.cells
    }
    let heading =
      ["data", "scheme", "sentences", "tokens", "unknown"] + LengthSummary.heading(of: "tokens")
    return table([heading] + rows, flushLeft: [0, 1]) + "\n\n"
      + labelTable(
        splits[0].scheme == nil ? "tag" : "entity", splits.map { ($0.name, $0.labels) })
  }
}
