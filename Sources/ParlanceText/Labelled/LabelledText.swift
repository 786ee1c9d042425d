/// A text with its labels, and where it was read.
public struct LabelledText: Sendable, Equatable {
  /// The text.
  public var text: String
  /// Its labels: one, several, or none.
  public var labels: [String]
  /// The file it comes from, as in errors.
  public var file: String
  /// The line on which it begins, counted from 1.
  public var line: Int
  /// Which group it belongs to, by `LabelledFormat.groupColumn`; nil where that is not said or empty.
  public var group: String?

  /// Creates a text.
  public init(
    text: String, labels: [String], file: String = "", line: Int = 0, group: String? = nil
  ) {
    (self.text, self.labels, self.file, self.line) = (text, labels, file, line)
    self.group = group
  }
}

/// How labelled texts lie in a file.
public struct LabelledFormat: Sendable, Equatable, Codable {
  /// The forms of files.
  public enum Kind: String, Sendable, Codable, CaseIterable {
    /// By the name's ending, or else by the first line.
    case automatic
    /// Lines of words, those with a prefix being labels.
    case fastText = "fasttext"
    /// Fields between commas, quoted where needed (RFC 4180).
    case csv
    /// Fields between tabs, never quoted.
    case tsv
    /// A JSON object a line.
    case jsonl
    /// A folder or a file for each label.
    case folder
    /// Lines of text without labels: to be given them, not to be trained on.
    case lines
  }

  /// The form of the file.
  public var kind = Kind.automatic
  /// The column or key of the text: a name, or a number counted from 1; several between commas are
  /// joined by spaces. Nil for what is named like one.
  public var textColumn: String?
  /// The column or key of the label; as `textColumn`, but one.
  public var labelColumn: String?
  /// The column or key that says which group a text belongs to; nil where none is looked at.
  public var groupColumn: String?
  /// What stands between the fields of a record, one character of ASCII; nil for what the form says.
  public var separator: String?
  /// Whether the first record names the columns; nil for what it looks like.
  public var hasHeader: Bool?
  /// What a label of fastText's form begins with.
  public var labelPrefix = "__label__"
  /// What separates several labels of one field; nil where a field is one label.
  public var labelSeparator: String?

  /// Creates the defaults.
  public init() {}
}

/// The labelled texts of a file or folder.
public struct LabelledTexts: Sendable {
  /// In the order of the file.
  public var items: [LabelledText]
  /// What was decided on reading, for people: the form, the columns, what was left out.
  public var notes: [String]
  /// What looks wrong in the form.
  public private(set) var findings: [DataFinding] = []

  /// Creates texts that come from no file.
  public init(_ items: [LabelledText], notes: [String] = []) {
    (self.items, self.notes) = (items, notes)
  }

  /// Keeps a finding, and says it.
  mutating func add(_ finding: DataFinding) {
    findings.append(finding)
    notes.append("\(finding.file):\(finding.line): \(finding.message)")
  }
}
