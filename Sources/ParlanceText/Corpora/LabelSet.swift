import ParlanceSystem

/// The labels that a model tells apart, each with its index.
///
/// Names are kept in Unicode's composed form (NFC), and two that differ in normalisation alone are one.
public struct LabelSet: Sendable, Equatable {
  /// All labels in the order of their indices.
  public let names: [String]
  private let indices: [String: Int]

  /// Creates a set from its labels in the order of their indices.
  ///
  /// - Throws: `InputError.badData` where a label cannot be stored as a line of text or is there twice;
  ///   the error's line is the label's place, counted from 1.
  public init(_ names: [String], file: String? = nil) throws {
    let names = names.map(\.composed)
    var indices = [String: Int](minimumCapacity: names.count)
    for (index, name) in names.enumerated() {
      if let problem = Self.problem(of: name) {
        throw InputError(.badData, file: file, line: index + 1, problem)
      }
      if let first = indices.updateValue(index, forKey: name) {
        throw InputError(
          .badData, file: file, line: index + 1,
          "the label \(name.shown) stands on line \(first + 1) already")
      }
    }
    self.names = names
    self.indices = indices
  }

  /// Why a name cannot be a line of `labels.txt`, or nil.
  static func problem(of name: String) -> String? {
    if name.isEmpty { return "a label must not be empty" }
    if name.unicodeScalars.first == "\u{FEFF}" {
      return "the label \(name.shown) begins with a byte order mark (U+FEFF); take it off"
    }
    guard name.unicodeScalars.contains(where: { ["\n", "\r", "\0"].contains($0) }) else {
      return nil
    }
    return "a label must be one line of text without NUL: found \(name.shown)"
  }

  /// Reads `labels.txt`: a label a line.
  ///
  /// - Throws: `InputError` that names file and line.
  public static func read(from path: String) throws -> LabelSet {
    var names: [String] = []
    try LineReader.forEachLine(path) { line, _ in names.append(line) }
    return try LabelSet(names, file: path)
  }

  /// What `read` reads.
  public var fileContents: String { names.map { $0 + "\n" }.joined() }

  /// The number of labels.
  public var count: Int { names.count }

  /// The index of a label, or nil.
  public func index(of name: some StringProtocol) -> Int? { indices[String(name)] }

  public static func == (a: LabelSet, b: LabelSet) -> Bool { a.names == b.names }
}
