import ParlanceSystem

/// A sentence's tokens, each with its tag.
public struct TaggedSentence: Sendable, Equatable {
  /// The tokens.
  public var tokens: [String]
  /// A tag for each token; empty where the text has no tags.
  public var tags: [String]
  /// The line of each token in its file, counted from 1; empty where there is no file.
  public var lines: [Int]

  /// Creates a sentence; traps where there is neither no tag nor one for each token.
  public init(tokens: [String], tags: [String] = [], lines: [Int] = []) {
    guard [0, tokens.count].contains(tags.count), [0, tokens.count].contains(lines.count) else {
      fatalError(
        "TaggedSentence: expected \(tokens.count) tags and lines or none, found \(tags.count) and "
          + "\(lines.count)")
    }
    self.tokens = tokens
    self.tags = tags
    self.lines = lines
  }
}

/// Tagged sentences: what a tagger is trained on or scored with.
public struct TaggedCorpus: Sendable {
  /// The sentences that have a token.
  public var sentences: [TaggedSentence]
  /// Where they come from, for errors.
  public let file: String?

  /// Creates a corpus of sentences that have tags.
  public init(_ sentences: [TaggedSentence], file: String? = nil) {
    self.sentences = sentences
    self.file = file
  }

  /// Reads a file of CoNLL columns or CoNLL-U, plain or gzipped; `-` is standard input.
  ///
  /// - Throws: `InputError` with file and line: what `TaggedReader` throws, and `.badData` for a token
  ///   without a tag and for a file without a token.
  public static func read(
    path: String, _ options: TaggedReadingOptions = TaggedReadingOptions()
  ) throws -> TaggedCorpus {
    var reader = try TaggedReader(path: path, options)
    var sentences: [TaggedSentence] = []
    while let block = try reader.next() {
      let sentence = block.sentence
      if sentence.tokens.isEmpty { continue }
      if let place = sentence.tags.firstIndex(of: "") ?? (sentence.tags.isEmpty ? 0 : nil) {
        throw InputError(
          .badData, file: reader.name, line: sentence.lines[place],
          "the token \(sentence.tokens[place]) has no tag\(reader.layout.columnText); say where the "
            + "tags are with --tag-column")
      }
      sentences.append(sentence)
    }
    if sentences.isEmpty {
      throw InputError(.badData, file: reader.name, "there is no token in it")
    }
    return TaggedCorpus(sentences, file: reader.name)
  }

  /// Tokens of all sentences.
  public var tokenCount: Int { sentences.reduce(0) { $0 + $1.tokens.count } }

  /// The distinct tags in the order in which they come.
  public var tags: [String] {
    var seen: Set<TokenKey> = []
    return sentences.lazy.flatMap(\.tags).filter { seen.insert(TokenKey($0)).inserted }
  }
}
