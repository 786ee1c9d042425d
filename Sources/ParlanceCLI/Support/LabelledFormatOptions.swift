import ArgumentParser
import ParlanceText

extension LabelledFormat.Kind: ExpressibleByArgument {}

/// How labelled texts lie in their files. Nil where not said.
struct LabelledFormatOptions: ParsableArguments {
  @Option(
    help: """
      The form of the files: fastText's lines with __label__x, csv, tsv, jsonl, or a folder of \
      labels. (default: automatic, by the name's ending or the first line)
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

  static var fields: [OptionField<Self>] {
    [
      .choice("data-format", \.dataFormat), .text("text-column", \.textColumn, "a column"),
      .text("label-column", \.labelColumn, "a column"),
      .text("label-prefix", \.labelPrefix, "a text"),
      .text("label-separator", \.labelSeparator, "a text"),
    ]
  }

  var format: LabelledFormat {
    var format = LabelledFormat()
    if let dataFormat { format.kind = dataFormat }
    (format.textColumn, format.labelColumn) = (textColumn, labelColumn)
    if let labelPrefix { format.labelPrefix = labelPrefix }
    format.labelSeparator = labelSeparator
    return format
  }
}
