import ParlanceArrays

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
  /// What is worth knowing of the tags as they were read.
  public private(set) var findings: [DataFinding] = []

  /// Creates a corpus of sentences that have tags.
  public init(_ sentences: [TaggedSentence], file: String? = nil) {
    self.sentences = sentences
    self.file = file
  }

  /// What was found on reading, for people.
  public var notes: [String] { findings.map { "\($0.file):\($0.line): \($0.message)" } }

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
      for (place, tag) in sentence.tags.enumerated() {
        guard let problem = LabelSet.problem(of: tag) else { continue }
        throw InputError(.badData, file: reader.name, line: sentence.lines[place], problem)
      }
      sentences.append(sentence)
    }
    if sentences.isEmpty {
      throw InputError(.badData, file: reader.name, "there is no token in it")
    }
    var corpus = TaggedCorpus(sentences, file: reader.name)
    if let first = reader.firstTrimmed {
      corpus.findings.append(
        DataFinding(
          .encoding, .note, at: .init(file: reader.name, line: first),
          "\(reader.trimmedCount) tags have blanks around them, which are left out, the first here")
      )
    }
    corpus.readDialect()
    return corpus
  }

  /// Brings tags of a scheme that says the same as IOBES into it, and looks for those of no scheme.
  private mutating func readDialect() {
    let tags = tags
    let place = DataFinding.Place(file: file ?? "", line: sentences.first?.lines.first ?? 1)
    if let dialect = TagDialect(of: tags) {
      for index in sentences.indices {
        sentences[index].tags = sentences[index].tags.map(dialect.tag)
      }
      findings.append(
        DataFinding(.scheme, .note, at: place, "the tags are \(dialect.name): read as IOBES"))
    } else if let odd = TagDialect.oddTag(of: tags) {
      let message =
        "the tags look like those of entities, but \(odd.shown) is none of IOB1, IOB2, IOBES, BILOU or "
        + "BMES: every tag is learned by itself, and no entities are scored"
      findings.append(DataFinding(.scheme, .note, at: place, message))
    }
  }

  /// What is said of tags that are none of some; nil where all are.
  package func unknownTagNote(_ known: [String]) -> String? {
    let known = Set(known)
    var first: [String: Int] = [:]
    for sentence in sentences {
      for (place, tag) in sentence.tags.enumerated() where !known.contains(tag) {
        if first[tag] == nil { first[tag] = sentence.lines.isEmpty ? 0 : sentence.lines[place] }
      }
    }
    guard let line = first.values.min() else { return nil }
    let names = first.keys.sorted().prefix(5).map(\.shown).joined(separator: ", ")
    return
      "\(file ?? "text"):\(line): \(first.count == 1 ? "a tag" : "\(first.count) tags") that the "
      + "training text lacks (\(names)): no model can give it, every such token is an error"
  }

  /// Tokens of all sentences.
  public var tokenCount: Int { sentences.reduce(0) { $0 + $1.tokens.count } }

  /// The distinct tags in the order in which they come.
  public var tags: [String] {
    var seen: Set<String> = []
    return sentences.lazy.flatMap(\.tags).filter { seen.insert($0).inserted }
  }
}
