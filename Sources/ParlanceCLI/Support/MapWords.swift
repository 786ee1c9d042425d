import ParlanceSystem
import ParlanceText
import ParlanceVectors

/// The words that a picture shows, as they were given.
struct MapWords {
  struct Entry {
    let text: String
    let group: String?
  }

  private(set) var entries: [Entry] = []
  private let isPaired: Bool

  /// Takes words of the command line, or else of a file.
  ///
  /// - Throws: `InputError` where there is none, or one has no partner.
  init(_ words: [String], _ data: String?, isPaired: Bool) throws {
    self.isPaired = isPaired
    if words.isEmpty {
      let path = data ?? "-"
      try LineReader.forEachLine(path) { line, number in
        if !line.isWhiteSpace { try add(line, path, number) }
      }
    } else {
      entries = words.map { Entry(text: $0, group: nil) }
    }
    if entries.isEmpty { throw InputError(.badData, file: data, "there is no word to draw") }
    if isPaired && !entries.count.isMultiple(of: 2) {
      throw InputError(.usage, "--analogies needs pairs of words, found \(entries.count) words")
    }
  }

  private mutating func add(_ line: String, _ path: String, _ number: Int) throws {
    let parts = line.parts(between: 0x3A, omittingEmpty: false)
    let isGroup = parts.count == 2 && !parts[0].isWhiteSpace && !parts[1].isWhiteSpace
    if isGroup {
      let words = String(parts[1]).parts(between: 0x20, 0x09, 0x2C).map(\.trimmed).filter {
        !$0.isEmpty
      }
      entries += words.map { Entry(text: $0, group: parts[0].trimmed) }
      return
    }
    // A comma may be a word.
    let words = Questions.words(line)
    let size = isPaired ? 2 : 1
    guard (size...size + 1).contains(words.count) else {
      throw InputError(
        .badData, file: path == "-" ? "standard input" : path, line: number,
        "expected \(isPaired ? "two words" : "a word") and perhaps a group, or \"group: words\", "
          + "found \(line.shown)")
    }
    let group = words.count > size ? words[size] : nil
    entries += words.prefix(size).map { Entry(text: $0, group: group) }
  }

  /// The words with their vectors.
  ///
  /// A word that is there twice is drawn once. Words of files that have no vector, with their partners,
  /// are left out, and that is said.
  ///
  /// - Throws: `InputError` where one of the command line has no vector, or none has one.
  func found(
    _ asked: AskedVectors, _ common: CommonOptions, isStrict: Bool
  ) throws -> FoundMapWords {
    var found = FoundMapWords()
    var places: [String: Int] = [:]
    var missing: [String] = []
    func place(_ entry: Entry) -> Int? {
      if let place = places[entry.text] { return place }
      guard let word = asked.index.word(entry.text) else { return nil }
      places[entry.text] = found.entries.count
      found.add(entry.text, word, group: entry.group)
      return found.entries.count - 1
    }
    let size = isPaired ? 2 : 1
    for first in stride(from: 0, to: entries.count, by: size) {
      let group = entries[first..<first + size]
      let unknown = group.map(\.text).filter { asked.index.word($0) == nil }
      if isStrict, let word = unknown.first { _ = try asked.word(word) }
      missing += unknown
      if !unknown.isEmpty { continue }
      let ends = group.compactMap(place)
      if isPaired, ends[0] != ends[1] { found.arrows.append((ends[0], ends[1])) }
    }
    if !missing.isEmpty {
      common.note(
        "\(missing.count.counted("word")) without a vector left out: "
          + missing.prefix(10).joined(separator: ", ") + (missing.count > 10 ? ", …" : ""))
    }
    if found.entries.isEmpty {
      throw InputError(.badData, file: asked.file, "none of the words has a vector")
    }
    return found
  }
}

/// Words with their vectors, groups and arrows.
struct FoundMapWords {
  struct Entry {
    let text: String
    let word: SimilarityIndex.Word
    let group: Int?
  }

  private(set) var entries: [Entry] = []
  private(set) var groups: [String] = []
  var arrows: [(from: Int, to: Int)] = []

  mutating func add(_ text: String, _ word: SimilarityIndex.Word, group: String?) {
    var index: Int?
    if let group {
      index = groups.firstIndex(of: group) ?? groups.count
      if index == groups.count { groups.append(group) }
    }
    entries.append(Entry(text: text, word: word, group: index))
  }
}
