import Foundation
import ParlanceSystem

/// Words with a vector each, in memory or in a mapped file, as float32 or in fewer bits; where they have
/// them, with the vectors of their parts, from which unknown words get theirs.
public struct WordVectors: Sendable {
  /// What was noticed on reading, for people.
  public internal(set) var notes: [String] = []
  /// The vectors as they lie: a row for each word.
  public let rows: StoredRows
  /// The same in int8, where a mapped file has rows in float32: questions about neighbours find in these the
  /// few words whose rows are read.
  public let sketch: StoredRows?
  let table: WordTable
  let parts: PartVectors?
  private let computed: Computed

  init(
    table: WordTable, rows: StoredRows, sketch: StoredRows? = nil, parts: PartVectors? = nil,
    norms: NumberBuffer<Float>? = nil
  ) {
    (self.table, self.rows, self.sketch, self.parts) = (table, rows, sketch, parts)
    computed = Computed(norms)
  }

  /// Creates vectors of D numbers each; traps for another count. Of a word that is there twice, the
  /// first counts.
  public init(words: [String], numbers: [Float], dimension: Int) {
    guard dimension >= 0, numbers.count == words.count * dimension else {
      fatalError(
        "WordVectors: \(numbers.count) numbers for \(words.count) words of \(dimension) each")
    }
    do {
      self.init(
        table: try Self.table(words),
        rows: StoredRows(
          count: words.count, width: dimension, .float32(try NumberBuffer(numbers))))
    } catch {
      fatalError("WordVectors: \(error)")
    }
  }

  /// Creates vectors of words and of their parts; traps for other counts or buckets that are not
  /// ascending.
  ///
  /// - `rows`: a row for each word; a known word's vector is its row alone.
  /// - `buckets`: those that have vectors, ascending; others have none.
  /// - `partRows`: a row for each of `buckets`.
  /// - Throws: `InputError` where there is no memory for them.
  public init(
    words: [String], rows: StoredRows, subwords: Subwords, buckets: [Int32], partRows: StoredRows
  ) throws {
    guard rows.count == words.count, partRows.width == rows.width else {
      fatalError("WordVectors: \(rows.count) rows for \(words.count) words")
    }
    self.init(
      table: try Self.table(words), rows: rows,
      parts: try PartVectors(subwords, buckets: buckets, rows: partRows))
  }

  /// The same vectors with those of parts.
  func adding(_ parts: PartVectors) -> WordVectors {
    var vectors = WordVectors(table: table, rows: rows, sketch: sketch, parts: parts)
    vectors.notes = notes
    return vectors
  }

  /// The same vectors without those of parts: a word that is not there has none.
  public var withoutParts: WordVectors {
    var vectors = WordVectors(table: table, rows: rows, sketch: sketch)
    vectors.notes = notes
    return vectors
  }

  private static func table(_ words: [String]) throws -> WordTable {
    var builder = WordTable.Builder()
    for word in words { try builder.add(word) }
    return try builder.finish().table
  }

  /// The number of words.
  public var count: Int { table.count }
  /// D: numbers of a vector.
  public var dimension: Int { rows.width }
  /// The words, in the order of the file; of a mapped file they are read the first time.
  public var words: [String] { computed.words(table) }
  /// Their vectors, one after the other: words · D numbers, made anew each time.
  public var numbers: [Float] { rows.values(0..<count) }
  /// The Euclidean norm of each word's vector, which a mapped file holds.
  public var norms: [Float] { storedNorms[0..<count] }
  var storedNorms: NumberBuffer<Float> { computed.norms(rows) }
  /// The parts that words without a vector of their own are made of, or nil.
  public var subwords: Subwords? { parts?.subwords }

  /// A word by its place in the file.
  public func word(at index: Int) -> String { table.word(at: index) }

  /// The vector of a word by its place in the file: D numbers.
  public func vector(at index: Int) -> [Float] { rows.row(index) }

  /// The vector of a word: its own; where it has none, the mean of its parts' where these have vectors;
  /// else nil.
  public func vector(of word: some StringProtocol) -> [Float]? {
    index(of: word).map(vector(at:)) ?? parts?.vector(of: word)
  }

  /// The index of a word, or nil.
  public func index(of word: some StringProtocol) -> Int? { table.index(of: word) }

  /// The index of the first of a word's `spellings` that has one, or nil.
  public func index(near word: String) -> Int? {
    index(of: word) ?? Self.spellings(of: word).lazy.compactMap { index(of: $0) }.first
  }

  /// What a word is looked up as, one after the other: as it is, in small letters, and of a hashtag
  /// the word in it.
  public static func spellings(of word: String) -> [String] {
    let small = word.lowercased()
    var spellings = haveEqualScalars(small, word) ? [word] : [word, small]
    if word.utf8.count > 1, word.begins(with: "#") {
      spellings += Self.spellings(of: String(word.unicodeScalars.dropFirst()))
    }
    return spellings
  }

  /// The share of tokens that have a vector, for people.
  public func coverage(of tokens: some Sequence<String>) -> String {
    var (known, all) = (0, 0)
    for token in tokens {
      all += 1
      if index(near: token) != nil { known += 1 }
    }
    let share = 100 * Double(known) / Double(max(all, 1))
    return String(format: "%.1f %% of the training tokens have a given vector", share)
  }

  /// What is made of the vectors when it is asked for, once.
  private final class Computed: @unchecked Sendable {
    private let lock = NSLock()
    private var words: [String]?
    private var norms: NumberBuffer<Float>?

    init(_ norms: NumberBuffer<Float>?) { self.norms = norms }

    func words(_ table: WordTable) -> [String] {
      lock.withLock {
        if let words { return words }
        let words = (0..<table.count).map(table.word(at:))
        self.words = words
        return words
      }
    }

    func norms(_ rows: StoredRows) -> NumberBuffer<Float> {
      lock.withLock {
        if let norms { return norms }
        guard let norms = try? rows.norms() else {
          fatalError("WordVectors: there is no memory for \(rows.count) norms")
        }
        self.norms = norms
        return norms
      }
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
