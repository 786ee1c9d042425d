import ParlanceText

/// How labelled texts lie in their files.
enum LabelledFormatOptions: OptionTable {
  typealias Settings = LabelledFormat

  static let draft = LabelledFormat()
  static let examples = [example("")]
  static var sections: [OptionSectionOf<Self>] { [.init(LabelledFileOptions.self)] }
}

enum LabelledFileOptions: OptionSection {
  private typealias Row = OptionRow<LabelledFormat>

  static let title = ""
  static let rows: [OptionRow<LabelledFormat>] = [
    Row(
      "data-format", \.kind, .choice,
      """
      The form of the files: fastText's lines with __label__x, csv, tsv, jsonl, or a folder of \
      labels.
      """, default: "automatic, by the name's ending or the first line"),
    Row(
      "text-column", \.textColumn, .text("a column", "name"),
      "The column or key of the text: a name, or a number from 1.", default: "what is named so"),
    Row(
      "label-column", \.labelColumn, .text("a column", "name"), "The column or key of the label.",
      default: "what is named so"),
    Row(
      "label-prefix", \.labelPrefix, .text("a text", "text"),
      "What a label begins with in fastText's lines."),
    Row(
      "label-separator", \.labelSeparator, .text("a text", "text"),
      "What stands between the labels of one field.", default: "a field is one label"),
  ]
}
