import ArgumentParser
import ParlanceText

/// `parlance translate check`.
struct TranslateCheck: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "check",
    abstract: "Look for what is wrong with pairs of sentences.",
    discussion: """
      Looks at empty sides, lengths of both sides and their ratio, pairs that are there twice, sources \
      that training and held-out data share or that have several targets, sentences in another script \
      than the others of their side, targets that are their sources, encodings and line ends. Every \
      finding names file and line.

      Problems make training fail or scores mislead; notes are worth knowing. The exit code is 0 \
      where there is no problem, 1 where there is one, and 65 where a file cannot be read to its end.

      Examples:
        parlance translate check train.tsv test.tsv
        parlance translate check --source-train a.en --target-train a.fr
      """)

  @Argument(
    help: ArgumentHelp(
      "Pairs that are trained on, and after them what is held out: validation, test.",
      valueName: "data"), completion: .file())
  var data: [String] = []

  @OptionGroup var named: NamedPairs

  @OptionGroup var columns: ColumnsOption

  @Flag(help: "List every finding, not just the first ten of a kind.")
  var all = false

  @OptionGroup(title: "Common options")
  var common: CommonOptions

  private func parts() throws -> [[String]] {
    let named = try named.parts()
    return [named.train].compactMap { $0 } + data.map { [$0] } + named.others
  }

  func validate() throws {
    let parts = try parts()
    if parts.isEmpty { throw ValidationError("expected the path of the data to check, found none") }
    if parts.joined().contains("-") {
      throw ValidationError("data are read more than once: expected a file, found -")
    }
  }

  func run() throws {
    common.apply()
    let columns = columns.found
    let report = try CheckReport(parts: try parts()) { files in
      files.count == 2
        ? try ParallelText.read(source: files[0], target: files[1], keepsBlank: true)
        : try ParallelText.read(pairs: files[0], columns: columns, keepsBlank: true)
    } check: { splits in
      let check = ParallelDataCheck(splits.map { ($0.name, $0.data) })
      return (check.splits, check.findings)
    }
    switch common.format {
    case .json: try Output.json(report)
    case .text:
      if !report.splits.isEmpty { try Output.line(Self.tables(report.splits) + "\n") }
      try Output.line(report.listing(all: all))
    }
    if report.exitCode != .success { throw report.exitCode }
  }

  private static func tables(_ splits: [ParallelDataCheck.Split]) -> String {
    let heading = ["data", "side", "script", "pairs"] + LengthSummary.heading(of: "words")
    let rows = splits.flatMap { split in
      [
        [split.name, "source", split.sourceScript?.rawValue ?? "", split.pairs.grouped]
          + split.sourceLengths.cells,
        ["", "target", split.targetScript?.rawValue ?? "", ""] + split.targetLengths.cells,
      ]
    }
    return table([heading] + rows, flushLeft: [0, 1, 2])
  }
}

/// Pairs by what they are for, as one file or two.
struct NamedPairs: ParsableArguments {
  @Option(help: ArgumentHelp("Pairs that are trained on.", valueName: "file"), completion: .file())
  var train: String?

  @Option(
    help: ArgumentHelp("Sources that are trained on.", valueName: "file"), completion: .file())
  var sourceTrain: String?

  @Option(
    help: ArgumentHelp("Targets that are trained on.", valueName: "file"), completion: .file())
  var targetTrain: String?

  @Option(help: ArgumentHelp("Validation pairs.", valueName: "file"), completion: .file())
  var validation: String?

  @Option(help: ArgumentHelp("Sources for validation.", valueName: "file"), completion: .file())
  var sourceValidation: String?

  @Option(help: ArgumentHelp("Targets for validation.", valueName: "file"), completion: .file())
  var targetValidation: String?

  @Option(help: ArgumentHelp("Pairs for the test.", valueName: "file"), completion: .file())
  var test: String?

  @Option(help: ArgumentHelp("Sources for the test.", valueName: "file"), completion: .file())
  var sourceTest: String?

  @Option(help: ArgumentHelp("Targets for the test.", valueName: "file"), completion: .file())
  var targetTest: String?

  /// The files of each part.
  func parts() throws -> (train: [String]?, others: [[String]]) {
    func part(
      _ name: String, _ pairs: String?, _ source: String?, _ target: String?
    ) throws -> [String]? {
      if (source == nil) != (target == nil) {
        throw ValidationError("--source-\(name) and --target-\(name): expected both, found one")
      }
      guard let source, let target else { return pairs.map { [$0] } }
      if pairs != nil {
        throw ValidationError("--\(name) does not go with --source-\(name) and --target-\(name)")
      }
      return [source, target]
    }
    return (
      try part("train", train, sourceTrain, targetTrain),
      [
        try part("validation", validation, sourceValidation, targetValidation),
        try part("test", test, sourceTest, targetTest),
      ].compactMap { $0 }
    )
  }
}
