import Foundation
import ParlanceSystem
import ParlanceText

/// Reads a back-off model from an ARPA file, plain or gzipped.
///
/// What does not do is named with its line: counts that disagree with the sections, log-probabilities
/// above 0, an n-gram without its context, repeated or cut-short content. A back-off may be left out
/// where it is 0, unless its section gives one even to n-grams that end in `</s>`.
struct ARPAReader: ~Copyable {
  private var reader: LineReader
  private let path: String
  private(set) var vocabulary = try! Vocabulary(tokens: Vocabulary.specials)
  private var sections: [Section] = []
  /// Whether a word of the text is spelt as the unknown word.
  private var hasUnknownWord = false

  /// The n-grams of one order as they come.
  private struct Section {
    let order: Int
    var firstLine = 0
    var words: [UInt32] = []
    var logProbabilities: [Float] = []
    /// NaN where there is none.
    var backoffs: [Float] = []
    var count: Int { logProbabilities.count }

    func gram(_ index: Int) -> ArraySlice<UInt32> { words[index * order..<(index + 1) * order] }
  }

  /// What stands for an unknown word, and its usual log-probability where a file has none.
  private static let unknownNames: Set = ["<unk>", "<UNK>"]
  private static let missingUnknown: Float = -100

  /// Opens a file.
  init(_ path: String) throws {
    self.path = path
    reader = try LineReader(path: path)
  }

  private func fail(_ message: String, line: Int? = nil) -> InputError {
    InputError(.badData, file: reader.name, line: line ?? reader.lineNumber, message)
  }

  /// Reads all of it.
  mutating func read() throws -> NGramTable {
    let counts = try readCounts()
    for (index, count) in counts.enumerated() {
      try readSection(order: index + 1, count: count, isHighest: index + 1 == counts.count)
    }
    try readEnd()
    return try table()
  }

  /// The next line that is not blank.
  private mutating func nextLine(_ expected: String) throws -> String {
    while let line = try reader.next() {
      if !line.utf8.allSatisfy({ $0 <= 0x20 }) { return line }
    }
    throw fail("expected \(expected), but the file ends: it is cut short")
  }

  private mutating func readCounts() throws -> [Int] {
    var line = try nextLine(#"\data\"#)
    while line.hasPrefix("#") { line = try nextLine(#"\data\"#) }
    guard line == #"\data\"# else { throw fail(#"expected \data\, found \#(line.prefix(40))"#) }
    var counts: [Int] = []
    while true {
      guard let line = try reader.next() else {
        throw fail(#"expected \1-grams:, but the file ends: it is cut short"#)
      }
      if line.utf8.allSatisfy({ $0 <= 0x20 }) {
        if counts.isEmpty { continue } else { break }
      }
      let parts = line.dropFirst(6).split(separator: "=", maxSplits: 1)
      guard line.hasPrefix("ngram "), parts.count == 2,
        Int(parts[0].filter { $0 != " " }) == counts.count + 1,
        let count = Int(parts[1].filter { $0 != " " }), count >= 0, count < Int(UInt32.max)
      else { throw fail("expected ngram \(counts.count + 1)=<count>, found \(line.prefix(40))") }
      counts.append(count)
    }
    guard counts.count <= NGramFile.highestOrder else {
      throw fail("expected at most \(NGramFile.highestOrder) orders, found \(counts.count)")
    }
    guard counts.reduce(0, +) < Int(UInt32.max) else { throw fail("there are too many n-grams") }
    return counts
  }

  private mutating func readSection(order: Int, count: Int, isHighest: Bool) throws {
    let head = #"\\#(order)-grams:"#
    let line = try nextLine(head)
    guard line == head else { throw fail("expected \(head), found \(line.prefix(40))") }
    var section = Section(order: order)
    section.firstLine = reader.lineNumber + 1
    var names: [String] = []
    while section.count < count {
      guard let line = try reader.next() else {
        throw fail("\(order)-gram \(section.count + 1) of \(count): the file ends; it is cut short")
      }
      if line.isEmpty || line.utf8.first == UInt8(ascii: "\\") && !line.utf8.contains(0x09) {
        throw fail(
          "the file's head says \(count) \(order)-grams, its section has \(section.count)")
      }
      try read(line, into: &section, &names, isHighest: isHighest)
    }
    if order == 1 { try readVocabulary(names, &section) }
    sections.append(section)
  }

  private mutating func read(
    _ line: String, into section: inout Section, _ names: inout [String], isHighest: Bool
  ) throws {
    // By bytes: a space and a combining mark after it are one character.
    let fields = line.utf8.split { $0 == 0x20 || $0 == 0x09 }.map { Substring($0) }
    let order = section.order
    if let last = line.utf8.last, last <= 0x20 {
      throw fail("expected a back-off after the last tab, found nothing")
    }
    guard (order + 1...order + 2).contains(fields.count) else {
      throw fail(
        "expected a log-probability, \(order) \(order == 1 ? "word" : "words") and a back-off, "
          + "found \(fields.count) fields")
    }
    guard let value = Float(fields[0]), value.isFinite else {
      throw fail("expected a log-probability, found \(fields[0])")
    }
    guard value <= 0 else { throw fail("the log-probability \(fields[0]) is above 0") }
    section.logProbabilities.append(value)
    if order == 1 {
      names.append(String(fields[1]))
    } else {
      for field in fields[1...order] { section.words.append(try word(field)) }
    }
    var backoff = Float.nan
    if fields.count == order + 2 {
      guard let found = Float(fields[order + 1]), found.isFinite else {
        throw fail("expected a back-off, found \(fields[order + 1])")
      }
      guard !isHighest || found == 0 else {
        throw fail("an n-gram of the highest order has the back-off \(fields[order + 1])")
      }
      backoff = found
    }
    section.backoffs.append(backoff)
  }

  private func word(_ name: Substring) throws -> UInt32 {
    if Self.unknownNames.contains(String(name)) { return NGramTable.unknown }
    let token = ARPAName.token(String(name))
    let id = vocabulary.id(of: token)
    guard id != Vocabulary.unknownID || hasUnknownWord && token == Vocabulary.unknown else {
      throw fail("the word \(name) is not among the 1-grams")
    }
    return UInt32(id)
  }

  /// Gives the words their ids: the special ones theirs, the others in their order.
  private mutating func readVocabulary(_ names: [String], _ section: inout Section) throws {
    var tokens = Vocabulary.specials
    var lines = [Int](repeating: 0, count: tokens.count)
    for (index, name) in names.enumerated() {
      let line = section.firstLine + index
      let token = ARPAName.token(name)
      let special = Self.unknownNames.contains(name) ? 0 : Vocabulary.specials.firstIndex(of: token)
      if let special, name != Vocabulary.padding {
        guard lines[special] == 0 else {
          throw fail("the word \(name) stands on line \(lines[special]) already", line: line)
        }
        lines[special] = line
        section.words.append(UInt32(special))
      } else {
        section.words.append(UInt32(tokens.count))
        lines.append(line)
        tokens.append(name == Vocabulary.padding ? "\\" + name : token)
      }
    }
    hasUnknownWord = lines[Int(Vocabulary.unknownID)] > 0
    for special in [Vocabulary.sentenceStartID, Vocabulary.sentenceEndID]
    where lines[Int(special)] == 0 {
      throw fail("the 1-grams lack \(Vocabulary.specials[Int(special)])")
    }
    do {
      vocabulary = try Vocabulary(tokens: tokens)
    } catch let error as InputError {
      let line = error.line.map { lines[$0 - 1] }
      throw fail("the word \(tokens[(error.line ?? 1) - 1]) is there twice", line: line)
    }
  }

  private mutating func readEnd() throws {
    let line = try nextLine(#"\end\"#)
    guard line == #"\end\"# else {
      let order = sections.count
      throw fail(
        line.hasPrefix("\\")
          ? #"expected \end\, found \#(line.prefix(40))"#
          : #"expected \end\ after \#(sections[order - 1].count) \#(order)-grams, found another line"#
      )
    }
    while let line = try reader.next() {
      guard line.utf8.allSatisfy({ $0 <= 0x20 }) else {
        throw fail(#"expected nothing after \end\, found \#(line.prefix(40))"#)
      }
    }
  }

  private func table() throws -> NGramTable {
    let capacity = vocabulary.count + sections.dropFirst().reduce(0) { $0 + $1.count }
    let logProbabilities = try NumberBuffer<Float>(count: capacity)
    let backoffs = try NumberBuffer<Float>(count: capacity)
    for word in 0..<vocabulary.count { logProbabilities[word] = -.infinity }
    logProbabilities[Int(NGramTable.unknown)] = Self.missingUnknown
    var builder = try NGramTrieBuilder(vocabularySize: vocabulary.count, capacity: capacity)
    for section in sections {
      let places = section.order == 1 ? section.words.map(Int.init) : try add(section, &builder)
      for (index, place) in places.enumerated() {
        logProbabilities[place] = section.logProbabilities[index]
        backoffs[place] = section.backoffs[index].isNaN ? 0 : section.backoffs[index]
      }
      try checkBackoffs(section)
    }
    let trie = builder.trie
    return NGramTable(
      trie: trie, logProbabilities: logProbabilities.prefix(trie.count),
      backoffs: backoffs.prefix(trie.contextCount))
  }

  /// Sorts a section into the trie; returns the node of each n-gram.
  private func add(_ section: Section, _ builder: inout NGramTrieBuilder) throws -> [Int] {
    let lower = builder.trie
    var keys: [UInt64] = []
    for index in 0..<section.count {
      let gram = section.gram(index)
      guard let context = lower.node(gram.dropLast()) else {
        throw fail(
          "the context of this \(section.order)-gram is not among the \(section.order - 1)-grams",
          line: section.firstLine + index)
      }
      keys.append(UInt64(context) << 32 | UInt64(gram.last!))
    }
    let order = keys.indices.sorted { (keys[$0], $0) < (keys[$1], $1) }
    for (a, b) in zip(order, order.dropFirst()) where keys[a] == keys[b] {
      throw fail(
        "this \(section.order)-gram stands on line \(section.firstLine + a) already",
        line: section.firstLine + b)
    }
    builder.addOrder(count: order.count) { index in
      let key = keys[order[index]]
      return (Int(key >> 32), UInt32(truncatingIfNeeded: key))
    }
    var places = [Int](repeating: 0, count: order.count)
    for (place, index) in order.enumerated() { places[index] = lower.count + place }
    return places
  }

  /// Whether back-offs that are missing may be: in sections where others are left out too.
  private func checkBackoffs(_ section: Section) throws {
    guard section.order < sections.count, sections[section.order].count > 0 else { return }
    let end = UInt32(Vocabulary.sentenceEndID)
    let isComplete = (0..<section.count).contains {
      section.gram($0).last == end && !section.backoffs[$0].isNaN
    }
    let hasNone = section.backoffs.allSatisfy(\.isNaN)
    guard isComplete || hasNone, let index = section.backoffs.firstIndex(where: \.isNaN) else {
      return
    }
    throw fail("the back-off is missing", line: section.firstLine + index)
  }
}
