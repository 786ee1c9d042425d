import ParlanceSystem

/// The labels that a model tells apart, each with its index.
public struct LabelSet: Sendable, Equatable {
  /// All labels in the order of their indices.
  public let names: [String]
  private let indices: [TokenKey: Int]

  /// Creates a set from its labels in the order of their indices.
  ///
  /// - Throws: `InputError.badData` where a label is empty, has a line feed in it or is there twice;
  ///   the error's line is the label's place, counted from 1.
  public init(_ names: [String], file: String? = nil) throws {
    var indices = [TokenKey: Int](minimumCapacity: names.count)
    for (index, name) in names.enumerated() {
      guard !name.isEmpty, !name.unicodeScalars.contains(where: { $0 == "\n" || $0 == "\r" }) else {
        throw InputError(
          .badData, file: file, line: index + 1, "a label must be one line and not empty")
      }
      if let first = indices.updateValue(index, forKey: TokenKey(name)) {
        throw InputError(
          .badData, file: file, line: index + 1,
          "the label \(name) stands on line \(first + 1) already")
      }
    }
    self.names = names
    self.indices = indices
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
  public func index(of name: some StringProtocol) -> Int? { indices[TokenKey(name)] }

  public static func == (a: LabelSet, b: LabelSet) -> Bool { a.fileContents == b.fileContents }
}
