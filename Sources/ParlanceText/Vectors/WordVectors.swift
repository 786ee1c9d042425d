import ParlanceArrays
import ParlanceSystem

/// Words with a vector each, as GloVe and word2vec write them.
public struct WordVectors: Sendable {
  /// The words, in the order of the file.
  public let words: [String]
  /// Their vectors: [words, D].
  public let vectors: NDArray
  private let indices: [TokenKey: Int]

  /// Creates vectors [words, D]; traps for another shape. Of a word that is there twice, the first
  /// counts.
  public init(words: [String], vectors: NDArray) {
    guard vectors.rank == 2, vectors.shape[0] == words.count else {
      fatalError("WordVectors: \(words.count) words with vectors \(vectors.shape)")
    }
    (self.words, self.vectors) = (words, vectors)
    var indices = [TokenKey: Int](minimumCapacity: words.count)
    for (index, word) in words.enumerated() where indices[TokenKey(word)] == nil {
      indices[TokenKey(word)] = index
    }
    self.indices = indices
  }

  /// D: numbers of a vector.
  public var dimension: Int { vectors.shape[1] }

  /// The index of a word, or nil.
  public func index(of word: some StringProtocol) -> Int? { indices[TokenKey(word)] }

  /// The index of the first of a word's `spellings` that has one, or nil.
  public func index(near word: String) -> Int? {
    index(of: word) ?? Self.spellings(of: word).lazy.compactMap { index(of: $0) }.first
  }

  /// What a word is looked up as, one after the other: as it is, in small letters, and of a hashtag
  /// the word in it.
  public static func spellings(of word: String) -> [String] {
    let small = word.lowercased()
    var spellings = small == word ? [word] : [word, small]
    if word.utf8.count > 1, word.hasPrefix("#") {
      spellings += Self.spellings(of: String(word.dropFirst()))
    }
    return spellings
  }

  /// Reads vectors as text, plain or gzipped: a word and its numbers a line, with or without a first
  /// line of the numbers of words and of dimensions.
  ///
  /// A word may have spaces in it: the last D fields of a line are its numbers, where D comes from the
  /// first line if that says it, else from the line with the fewest of the first hundred.
  ///
  /// - `keeping`: which words to keep; nil for all.
  /// - Throws: `InputError` that names file and line.
  public static func read(
    path: String, keeping: ((String) -> Bool)? = nil
  ) throws -> WordVectors {
    var reader = try LineReader(path: path)
    var lines: [(text: String, number: Int)] = []
    while lines.count < 100, let line = try reader.next() {
      lines.append((line, reader.lineNumber))
    }
    guard let first = lines.first else {
      throw InputError(.badData, file: path, "the file is empty; expected words with vectors")
    }
    let header = first.text.split(separator: " ").compactMap { Int($0) }
    let hasHeader = header.count == 2 && first.text.split(separator: " ").count == 2
    if hasHeader { lines.removeFirst() }
    let counts = lines.map { line in line.text.split(separator: " ").count - 1 }
    let dimension = hasHeader ? header[1] : counts.min() ?? 0
    guard dimension > 0, dimension <= 1 << 16 else {
      throw InputError(
        .badData, file: path, line: first.number,
        "expected a word and the numbers of its vector, found \(first.text.prefix(40))")
    }
    var parser = Parser(file: reader.name, dimension: dimension, keeping: keeping)
    for line in lines { try parser.add(line.text, line.number) }
    while let line = try reader.next() { try parser.add(line, reader.lineNumber) }
    return WordVectors(
      words: parser.words,
      vectors: NDArray(parser.numbers, shape: [parser.words.count, dimension]))
  }

  private struct Parser {
    let file: String
    let dimension: Int
    let keeping: ((String) -> Bool)?
    var words: [String] = []
    var numbers: [Float] = []

    mutating func add(_ line: String, _ number: Int) throws {
      let fields = line.utf8.split(separator: UInt8(ascii: " "))
      guard fields.count > dimension else {
        throw InputError(
          .badData, file: file, line: number,
          "expected a word and \(dimension) numbers, found \(fields.count) fields")
      }
      let numeric = fields[(fields.count - dimension)...]
      let end = fields[fields.count - dimension - 1].endIndex
      let word = String(line[..<end])
      if let keeping, !keeping(word) { return }
      for field in numeric {
        guard let value = Float(Substring(field)), value.isFinite else {
          throw InputError(
            .badData, file: file, line: number,
            "the vector of \(word): expected a number, found \(Substring(field))")
        }
        numbers.append(value)
      }
      words.append(word)
    }
  }
}

extension Vocabulary {
  /// The id of the first of a word's spellings that is known, or that of `<unk>`.
  public func id(near word: String) -> Int32 {
    let id = id(of: word)
    guard id == Self.unknownID else { return id }
    return WordVectors.spellings(of: word).lazy.map { self.id(of: $0) }
      .first { $0 != Self.unknownID } ?? id
  }
}
