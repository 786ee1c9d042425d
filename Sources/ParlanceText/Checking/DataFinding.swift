/// Something that a check of data has found.
public struct DataFinding: Codable, Sendable, Equatable {
  /// What is found.
  public enum Kind: String, Codable, Sendable, CaseIterable {
    /// Bytes that are no UTF-8, marks, line ends, and characters that were lost on the way.
    case encoding
    /// A file that cannot be read to its end.
    case structure
    /// A text without a word.
    case empty
    /// One text with different labels.
    case conflict
    /// A text that training and held-out data share.
    case leak
    /// A text that is there several times.
    case duplicate
    /// A label of held-out data that training does not know, or one that is missing there.
    case label
    /// Labels of which there are few or too many.
    case balance
    /// Texts that are much longer than the others.
    case length
    /// A tag that does not follow its scheme.
    case scheme
    /// A translation that is much longer or shorter than others of such sentences.
    case ratio
    /// A sentence in another script than the others of its side.
    case script
    /// A translation that is its source.
    case copy
  }

  /// How bad it is.
  public enum Severity: String, Codable, Sendable {
    /// Training fails, or scores mislead.
    case problem
    /// Worth knowing.
    case note
  }

  /// A line of a file.
  public struct Place: Codable, Sendable, Equatable {
    public let file: String
    /// Counted from 1.
    public let line: Int

    /// Creates a place.
    public init(file: String, line: Int) { (self.file, self.line) = (file, line) }
  }

  /// What it is.
  public let kind: Kind
  /// How bad it is.
  public let severity: Severity
  /// Where it is, or begins.
  public let file: String
  public let line: Int
  /// What is there, and what it means.
  public let message: String
  /// Where else it is.
  public let also: [Place]

  /// Creates a finding.
  public init(
    _ kind: Kind, _ severity: Severity, at place: Place, _ message: String, also: [Place] = []
  ) {
    (self.kind, self.severity, self.message, self.also) = (kind, severity, message, also)
    (file, line) = (place.file, place.line)
  }
}
