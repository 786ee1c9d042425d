import ArgumentParser
import ParlanceText

extension LabelledFormat.Kind: ExpressibleByArgument {}

/// How labelled texts lie in their files. Nil where not said.
struct LabelledFormatOptions: ParsableArguments {
  @Option(
    help: """
      The form of the files: fastText's lines with __label__x, csv, tsv, jsonl, a folder of \
      labels, or, to be predicted, plain lines. (default: automatic, by the name's ending or the first line)
      """)
  var dataFormat: LabelledFormat.Kind?

  @Option(
    help: ArgumentHelp(
      "The column or key of the text: a name, or a number from 1. (default: what is named so)",
      valueName: "name"))
  var textColumn: String?

  @Option(
    help: ArgumentHelp(
      "The column or key of the label. (default: what is named so)", valueName: "name"))
  var labelColumn: String?

  @Option(
    help: ArgumentHelp(
      "What a label begins with in fastText's lines. (default: __label__)", valueName: "text"))
  var labelPrefix: String?

  @Option(
    help: ArgumentHelp(
      "What stands between the labels of one field. (default: a field is one label)",
      valueName: "text"))
  var labelSeparator: String?

  @Option(
    help: ArgumentHelp(
      "What stands between the fields of a record, as ; or tab. (default: , in .csv, a tab in .tsv)",
      valueName: "character"))
  var separator: String?

  @Option(
    help: ArgumentHelp(
      "Whether the first record names the columns: yes or no. (default: what it looks like)",
      valueName: "yes|no"))
  var header: HeaderChoice?

  static var fields: [OptionField<Self>] {
    [
      .choice("data-format", \.dataFormat), .text("text-column", \.textColumn, "a column"),
      .text("label-column", \.labelColumn, "a column"),
      .text("label-prefix", \.labelPrefix, "a text"),
      .text("label-separator", \.labelSeparator, "a text"),
      OptionField("separator", \.separator, expected: "one character of ASCII, or tab") {
        Self.isSeparator($0)
      },
      .choice("header", \.header),
    ]
  }

  var format: LabelledFormat {
    var format = LabelledFormat()
    if let dataFormat { format.kind = dataFormat }
    (format.textColumn, format.labelColumn) = (textColumn, labelColumn)
    if let labelPrefix { format.labelPrefix = labelPrefix }
    format.labelSeparator = labelSeparator
    format.separator = separator.map { ["tab", "\\t"].contains($0) ? "\t" : $0 }
    format.hasHeader = header.map { $0 == .yes }
    return format
  }

  private static func isSeparator(_ text: String) -> Bool {
    ["tab", "\\t"].contains(text) || text.utf8.count == 1
  }

  func validate() throws {
    if let separator, !Self.isSeparator(separator) {
      throw ValidationError(
        "--separator: expected one character of ASCII, or tab, found \(separator)")
    }
  }
}

/// Whether a file's first record names its columns.
enum HeaderChoice: String, ExpressibleByArgument, CaseIterable { case yes, no }
