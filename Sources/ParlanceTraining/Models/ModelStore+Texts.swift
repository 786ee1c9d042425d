import ParlanceSystem
import ParlanceText

extension ModelFile {
  static let codesName = "codes.bpe"

  /// The merges that words are cut by.
  public init(codes encoding: BytePairEncoding) {
    self.init(Self.codesName, text: encoding.fileContents)
  }
}

extension ModelStore {
  /// A vocabulary from one of the directory's files.
  ///
  /// - Throws: `InputError` where it has another number of tokens than another file says.
  public func vocabulary(
    _ name: String = "vocabulary.txt", count: Int, by other: String = "model.json"
  ) throws -> Vocabulary {
    let path = directory.file(name)
    let vocabulary = try Vocabulary.read(from: path)
    try check(vocabulary.count, count, "tokens", path, other)
    return vocabulary
  }

  /// The labels from one of the directory's files.
  ///
  /// - `what`: what the task calls them.
  /// - Throws: `InputError` where there are others than `model.json` says.
  public func labels(
    _ name: String = "labels.txt", count: Int, what: String = "labels"
  ) throws -> LabelSet {
    let path = directory.file(name)
    let labels = try LabelSet.read(from: path)
    try check(labels.count, count, what, path, "model.json")
    return labels
  }

  /// The merges that words are cut by.
  ///
  /// - Throws: what `BytePairEncoding.read` throws.
  public func codes() throws -> BytePairEncoding {
    try BytePairEncoding.read(from: directory.file(ModelFile.codesName))
  }

  private func check(
    _ found: Int, _ expected: Int, _ what: String, _ path: String, _ other: String
  ) throws {
    guard found == expected else {
      let says = other == "model.json" ? "says" : "has"
      throw InputError(
        .badData, file: path, "expected \(expected) \(what) as \(other) \(says), found \(found)")
    }
  }
}
