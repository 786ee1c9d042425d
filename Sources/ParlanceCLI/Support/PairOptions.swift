import ArgumentParser
import ParlanceText
import ParlanceTranslation

/// Pairs that a command reads.
struct PairOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "Pairs: lines of a source, a tab and a target, or JSON objects with both; - for standard input.",
      valueName: "file"), completion: .file())
  var data: String?

  @Option(help: ArgumentHelp("Sources, one a line.", valueName: "file"), completion: .file())
  var source: String?

  @Option(help: ArgumentHelp("Targets, one a line.", valueName: "file"), completion: .file())
  var target: String?

  @OptionGroup var columns: ColumnsOption

  func validate() throws {
    if (data == nil) == (source == nil && target == nil) || (source == nil) != (target == nil) {
      throw ValidationError("expected --data, or both --source and --target")
    }
    if data == nil, columns.columns != nil { throw ValidationError("--columns needs --data") }
    if source == "-", target == "-" {
      throw ValidationError("--source and --target: standard input can be one of them")
    }
  }

  /// - `keepsBlank`: whether there is to be a pair for each line.
  func read(keepsBlank: Bool = false) throws -> ParallelText {
    if let data {
      return try ParallelText.read(pairs: data, columns: columns.found, keepsBlank: keepsBlank)
    }
    return try ParallelText.read(source: source!, target: target!, keepsBlank: keepsBlank)
  }
}

/// Where files of pairs hold both sides.
struct ColumnsOption: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "The columns of sources and targets by number or by the first line's names, or the keys of JSON "
        + "objects: 2,1 or en,fr. (default: 1,2 or source,target)", valueName: "source,target"))
  var columns: String?

  var found: ParallelColumns { columns.flatMap { ParallelColumns($0) } ?? ParallelColumns() }

  func validate() throws {
    if let columns, ParallelColumns(columns) == nil {
      throw ValidationError(
        "--columns: expected two columns with a comma between, as 1,2, found \(columns)")
    }
  }
}

extension Translator {
  /// Says which lines are longer than what the model reads.
  func note(cutting lines: [String], from first: Int = 1, _ common: CommonOptions) {
    note(lines.indices.filter { isCut(lines[$0]) }, "sources", from: first, common)
  }

  /// The same of both sides of pairs.
  func note(cutting text: ParallelText, _ common: CommonOptions) {
    note(cutting: text.pairs.map(\.source), common)
    let targets = text.pairs.indices.filter { isCut(target: text.pairs[$0].target) }
    note(targets, "targets", from: 1, common)
  }

  private func note(_ cut: [Int], _ side: String, from first: Int, _ common: CommonOptions) {
    guard !cut.isEmpty else { return }
    let shown = cut.prefix(5).map { "\($0 + first)" }.joined(separator: ", ")
    common.note(
      "\(cut.count == 1 ? "line" : "lines") \(shown)\(cut.count > 5 ? ", …" : ""): of longer \(side) "
        + "the first \(architecture.maximumLength - 1) tokens are read")
  }
}
