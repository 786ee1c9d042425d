import Foundation
import ParlanceSystem
import ParlanceText

/// Reads a back-off model from an ARPA file, plain or gzipped.
///
/// As KenLM and SRILM read them: text may stand before `\data\`, blanks after what begins a section and
/// blank lines within it; a back-off that is left out is 0, and a logarithm of -inf is -99, as SRILM
/// writes it. What does not do is named with its line: counts that disagree with the sections,
/// log-probabilities above 0, an n-gram without its context, repeated or cut-short content.
struct ARPAReader: ~Copyable {
  private var reader: LineReader
  private let path: String
  private(set) var vocabulary = try! Vocabulary(tokens: Vocabulary.specials)
  private var sections: [Section] = []
  /// Whether a word of the text is spelt as the unknown word.
  private var hasUnknownWord = false
  /// What Parlance wrote of the model before `\data\`.
  private(set) var head = ARPAHead()
  /// A line that was read and is still to be looked at.
  private var pending: String?

  /// The n-grams of one order as they come.
  private struct Section {
    let order: Int
    var lines: [Int] = []
    var words: [UInt32] = []
    var logProbabilities: [Float] = []
    var backoffs: [Float] = []
    var count: Int { logProbabilities.count }

    func gram(_ index: Int) -> ArraySlice<UInt32> { words[index * order..<(index + 1) * order] }
  }

  /// What stands for an unknown word, and its usual log-probability where a file has none.
  private static let unknownNames: Set = ["<unk>", "<UNK>"]
  private static let missingUnknown: Float = -100
  /// What SRILM writes for the logarithm of 0.
  private static let logarithmOfZero: Float = -99
  /// Lines before `\data\` that are looked at.
  private static let longestPreamble = 10_000

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
    if let line = pending {
      pending = nil
      return line
    }
    while let line = try reader.next() {
      if !line.isWhiteSpace { return line }
    }
    throw fail("expected \(expected), but the file ends: it is cut short")
  }

  private mutating func readCounts() throws -> [Int] {
    var line = try nextLine(#"\data\"#)
    while line.trimmed != #"\data\"# {
      if let found = ARPAHead(line) { head = found }
      guard reader.lineNumber < Self.longestPreamble else {
        throw fail(#"expected \data\ within the first \#(Self.longestPreamble) lines"#)
      }
      line = try nextLine(#"\data\"#)
    }
    var counts: [Int] = []
    while true {
      guard let line = try reader.next() else {
        throw fail(#"expected \1-grams:, but the file ends: it is cut short"#)
      }
      if line.isWhiteSpace {
        if counts.isEmpty { continue } else { break }
      }
      if line.begins(with: "\\"), !counts.isEmpty {
        pending = line
        break
      }
      let parts = line.parts(between: UInt8(ascii: "=")).map { $0.trimmed }
      guard line.begins(with: "ngram"), parts.count == 2,
        Int(parts[0].dropFirst(5).filter { $0 != " " && $0 != "\t" }) == counts.count + 1,
        let count = Int(parts[1]), count >= 0, count < Int(UInt32.max)
      else { throw fail("expected ngram \(counts.count + 1)=<count>, found \(line.shown)") }
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
    guard line.trimmed == head else { throw fail("expected \(head), found \(line.shown)") }
    var section = Section(order: order)
    var names: [String] = []
    while section.count < count {
      guard let line = try reader.next() else {
        throw fail("\(order)-gram \(section.count + 1) of \(count): the file ends; it is cut short")
      }
      if line.isWhiteSpace { continue }
      if line.begins(with: "\\") && !line.utf8.contains(0x09) {
        throw fail(
          "the file's head says \(count) \(order)-grams, its section has \(section.count)")
      }
      try read(line, into: &section, &names, isHighest: isHighest)
      section.lines.append(reader.lineNumber)
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
    guard (order + 1...order + 2).contains(fields.count) else {
      throw fail(
        "expected a log-probability, \(order) \(order == 1 ? "word" : "words") and a back-off, "
          + "found \(fields.count) fields")
    }
    guard let value = Self.logarithm(fields[0]) else {
      throw fail("expected a log-probability, found \(String(fields[0]).shown)")
    }
    guard value <= 0 else { throw fail("the log-probability \(fields[0]) is above 0") }
    section.logProbabilities.append(value)
    if order == 1 {
      names.append(String(fields[1]))
    } else {
      for field in fields[1...order] { section.words.append(try word(field)) }
    }
    var backoff: Float = 0
    if fields.count == order + 2 {
      guard let found = Self.logarithm(fields[order + 1]) else {
        throw fail("expected a back-off, found \(String(fields[order + 1]).shown)")
      }
      guard !isHighest || found == 0 else {
        throw fail("an n-gram of the highest order has the back-off \(fields[order + 1])")
      }
      backoff = found
    }
    section.backoffs.append(backoff)
  }

  /// A finite number, or that for -∞; nil for anything else.
  private static func logarithm(_ text: Substring) -> Float? {
    guard let value = Float(text), value.isFinite || value == -.infinity else { return nil }
    return value == -.infinity ? logarithmOfZero : value
  }

  /// The places of a name that stands for what is unknown: of the model's own unknown word, and of the
  /// word `<unk>` that tokens outside the vocabulary were read as.
  private func unknownPlace(_ name: String) -> Int? {
    let own = Int(NGramTable.unknown)
    let word = Int(Vocabulary.unknownID)
    if Self.unknownNames.contains(name) { return head.replacesUnknown ? word : own }
    guard head.replacesUnknown, ARPAName.token(name) == Vocabulary.unknown else { return nil }
    return own
  }

  private func word(_ name: Substring) throws -> UInt32 {
    if let place = unknownPlace(String(name)) { return UInt32(place) }
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
      let line = section.lines[index]
      let token = ARPAName.token(name)
      let special = unknownPlace(name) ?? Vocabulary.specials.firstIndex(of: token)
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
    guard line.trimmed == #"\end\"# else {
      let order = sections.count
      throw fail(
        line.begins(with: "\\")
          ? #"expected \end\, found \#(line.shown)"#
          : #"expected \end\ after \#(sections[order - 1].count) \#(order)-grams, found another line"#
      )
    }
    while let line = try reader.next() {
      guard line.isWhiteSpace else {
        throw fail(#"expected nothing after \end\, found \#(line.shown)"#)
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
        backoffs[place] = section.backoffs[index]
      }
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
          line: section.lines[index])
      }
      keys.append(UInt64(context) << 32 | UInt64(gram.last!))
    }
    let order = keys.indices.sorted { (keys[$0], $0) < (keys[$1], $1) }
    for (a, b) in zip(order, order.dropFirst()) where keys[a] == keys[b] {
      throw fail(
        "this \(section.order)-gram stands on line \(section.lines[a]) already",
        line: section.lines[b])
    }
    builder.addOrder(count: order.count) { index in
      let key = keys[order[index]]
      return (Int(key >> 32), UInt32(truncatingIfNeeded: key))
    }
    var places = [Int](repeating: 0, count: order.count)
    for (place, index) in order.enumerated() { places[index] = lower.count + place }
    return places
  }
}
