import ParlanceText
import ParlanceTraining

/// How columns of tagged files are found.
enum TaggedColumns: OptionTable {
  typealias Settings = TaggedReadingOptions

  static let draft = TaggedReadingOptions()
  static let examples = [example("")]
  static var sections: [OptionSectionOf<Self>] { [.init(TaggedColumnOptions.self)] }

  /// How a file is read: as told, or as in the model's training.
  static func reading(_ said: Said<Self>, as model: String) -> TaggedReadingOptions {
    var reading = said.settings
    let path = RunDirectory(model).file("run/config.yaml")
    if let saved: Said<TaggerOptions> = try? YAMLConfiguration.read(
      path, isWhole: false),
      reading.tagColumn == nil, reading.tokenColumn == nil
    {
      reading.tagColumn = saved["tag-column"]
      reading.tokenColumn = saved["token-column"]
    }
    return reading
  }
}

enum TaggedColumnOptions: OptionSection {
  private typealias Row = OptionRow<TaggedReadingOptions>

  static let title = ""
  static let rows: [OptionRow<TaggedReadingOptions>] = [
    Row(
      "data-format", \.input, .choice, "How the files are laid out.", value: "layout",
      default: "as their names and first lines look"),
    Row(
      "token-column", \.tokenColumn, .text("a column", "column"),
      "The column of the tokens, counted from 1, or its name.", default: "the first; form"),
    Row(
      "tag-column", \.tagColumn, .text("a column", "column"),
      """
      The column of the tags, counted from 1, or its name: CoNLL-U's upos, xpos, deprel and others, \
      CoNLL-2003's pos, chunk, ner.
      """, default: "the last; upos"),
  ]
}

/// How files of tagged sentences are laid out.
enum TaggedInput: String, CaseIterable { case columns, conllu }

extension TaggedReadingOptions {
  fileprivate var input: TaggedInput? {
    get { format.flatMap { TaggedInput(rawValue: $0.rawValue) } }
    set { format = newValue.flatMap { TaggedFormat(rawValue: $0.rawValue) } }
  }
}
