import ParlanceSystem
import ParlanceText

extension BiasQuery {
  /// Reads tests from a file, or from all files of a folder.
  ///
  /// A text has a test in each block of lines, which begins with its name and goes on with X, Y, A and,
  /// where there are two sets of attributes, B:
  ///
  /// ```
  /// : music and war
  /// music: piano, flute, choir
  /// war: gun, bomb, siege
  /// pleasant: joy, peace
  /// unpleasant: pain, grief
  /// ```
  /// JSON is an object of word lists by their names, or a test, or a list of tests, or both under "sets"
  /// and "tests". A test is {"name", "targets": [X, Y], "attributes": [A, B]}, each a list of words or the
  /// name of a set, or {"X", "Y", "A", "B"}; wefe's queries as dictionaries and the files of sent-bias
  /// ("targ1", "attr1" with "category" and "examples") are read too. Lists that are called as those of
  /// wefe form the ten published tests (`published`).
  ///
  /// - `chosen`: which sets to hold against each other, as "X, Y / A, B" by their names; where none are
  ///   chosen, the tests that the files name.
  /// - Throws: `InputError` that names the file and what is missing in it.
  public static func read(path: String, chosen: [String] = []) throws -> [BiasQuery] {
    var library = SetLibrary()
    for file in try WordLines.files([path]) { try library.read(file) }
    return try library.queries(path, chosen)
  }
}

/// What files say of sets and tests.
private struct SetLibrary {
  private typealias WordSet = BiasQuery.WordSet

  private var sets: [String: WordSet] = [:]
  private var names: [String] = []
  private var tests: [BiasQuery] = []

  mutating func read(_ path: String) throws {
    let text = try WordListFile.text(of: path)
    if WordListFile.isJSON(text) {
      try add(JSONValue(text, file: path), file: path)
    } else {
      try addBlocks(text, file: path)
    }
  }

  func queries(_ path: String, _ chosen: [String]) throws -> [BiasQuery] {
    let found =
      chosen.isEmpty
      ? tests + BiasQuery.publishedTests(of: sets) : try chosen.map { try query($0, path) }
    guard !found.isEmpty else {
      throw InputError(
        names.isEmpty ? .badData : .usage, file: path,
        names.isEmpty
          ? "there are no word sets in it"
          : "which of its sets belong together? Say --test \"X, Y / A, B\" with the names of two sets of "
            + "targets and two of attributes; there are "
            + names.joined(separator: ", "))
    }
    for set in found.flatMap(\.sets) where set.words.isEmpty {
      throw InputError(.badData, file: path, "the set \(set.name.shown) has no word")
    }
    return found
  }

  private func query(_ text: String, _ path: String) throws -> BiasQuery {
    let sides = text.parts(between: UInt8(ascii: "/")).map { side in
      side.split(separator: ",").map { $0.trimmed }.filter { !$0.isEmpty }
    }
    guard sides.count == 2, sides[0].count == 2, (1...2).contains(sides[1].count) else {
      throw InputError(
        .usage, "--test: expected the names of sets as \"X, Y / A, B\", found \(text.shown)")
    }
    let found = try sides.map { try $0.map { try set($0, path) } }
    return BiasQuery(targets: found[0], attributes: found[1])
  }

  private func set(_ name: String, _ path: String) throws -> WordSet {
    guard let set = sets[name] else {
      throw InputError(
        .badData, file: path,
        "there is no set \(name.shown); there are \(names.joined(separator: ", "))")
    }
    return set
  }

  private mutating func add(_ set: WordSet, file: String) throws {
    if let other = sets[set.name] {
      guard other == set else {
        throw InputError(
          .badData, file: file, "the set \(set.name.shown) is there twice, with other words")
      }
      return
    }
    sets[set.name] = set
    names.append(set.name)
  }

  // MARK: Text

  private mutating func addBlocks(_ text: String, file: String) throws {
    var (title, block, begin): (String?, [WordSet], Int) = (nil, [], 0)
    func query() throws -> [BiasQuery] {
      if block.isEmpty { return [] }
      guard (3...4).contains(block.count) else {
        throw InputError(
          .badData, file: file, line: begin,
          "expected two sets of targets and one or two of attributes in a row, found "
            + "\(block.count): \(block.map(\.name).joined(separator: ", ").shown)")
      }
      return [BiasQuery(title, targets: Array(block[..<2]), attributes: Array(block[2...]))]
    }
    for (place, line) in text.split(separator: "\n", omittingEmptySubsequences: false).enumerated()
    {
      let line = line.trimmed
      if line.begins(with: "#") { continue }
      if line.isEmpty || line.begins(with: ":") {
        tests += try query()
        block = []
        title = line.isEmpty ? nil : line.dropFirst().trimmed
        continue
      }
      guard let colon = line.firstIndex(of: ":") else {
        throw InputError(
          .badData, file: file, line: place + 1,
          "expected a set as \"name: word, word\", or \": \" and the name of a test, found "
            + line.shown)
      }
      if block.isEmpty { begin = place + 1 }
      let set = WordSet(
        line[..<colon].trimmed, WordListFile.words(String(line[line.index(after: colon)...])))
      guard !set.words.isEmpty else {
        throw InputError(
          .badData, file: file, line: place + 1, "the set \(set.name.shown) has no word")
      }
      // In a text a set belongs to its block: another may have one of this name.
      if sets[set.name] == nil { try add(set, file: file) }
      block.append(set)
    }
    tests += try query()
  }

  // MARK: JSON

  private mutating func add(_ value: JSONValue, file: String) throws {
    switch value {
    case .list(let values):
      for value in values { tests.append(try test(value, file)) }
    case .object(let members):
      if let sets = members["sets"] { try addSets(sets, file) }
      if let listed = members["tests"] {
        guard case .list(let values) = listed else {
          throw InputError(.badData, file: file, "\"tests\": expected a list of tests")
        }
        for value in values { tests.append(try test(value, file)) }
      } else if TestRoles(members).isTest {
        tests.append(try test(value, file))
      } else if members["sets"] == nil {
        try addSets(value, file)
      }
    case .text, .other:
      throw InputError(.badData, file: file, "expected an object of word lists or of tests")
    }
  }

  private mutating func addSets(_ value: JSONValue, _ file: String) throws {
    guard case .object(let members) = value else {
      throw InputError(.badData, file: file, "\"sets\": expected an object of word lists")
    }
    for (name, value) in members.sorted(by: { $0.key < $1.key }) {
      guard let words = value.words else {
        throw InputError(
          .badData, file: file, "the set \(name.shown): expected a list of words")
      }
      try add(WordSet(name, words), file: file)
    }
  }

  private func test(_ value: JSONValue, _ file: String) throws -> BiasQuery {
    guard case .object(let members) = value else {
      throw InputError(.badData, file: file, "expected a test to be an object")
    }
    let roles = TestRoles(members)
    let name = roles.name
    let place = name.map { "the test \($0.shown): " } ?? ""
    func sets(_ values: [(name: String?, value: JSONValue)], _ role: String) throws -> [WordSet] {
      try values.enumerated().map { index, entry in
        if case .text(let name) = entry.value { return try set(name, file) }
        guard let words = entry.value.words else {
          throw InputError(
            .badData, file: file, "\(place)\(role): expected lists of words or names of sets")
        }
        return WordSet(entry.value.category ?? entry.name ?? "\(role) \(index + 1)", words)
      }
    }
    let targets = try sets(roles.targets, "targets")
    let attributes = try sets(roles.attributes, "attributes")
    guard targets.count == 2, (1...2).contains(attributes.count) else {
      throw InputError(
        .badData, file: file,
        "\(place)expected \"targets\": [X, Y] and \"attributes\": [A, B], found \(targets.count) sets "
          + "of targets and \(attributes.count) of attributes")
    }
    return BiasQuery(name, targets: targets, attributes: attributes)
  }
}

/// Which members of an object are the sets of a test, by any of the names that are in use.
private struct TestRoles {
  private(set) var name: String?
  private(set) var targets: [(name: String?, value: JSONValue)] = []
  private(set) var attributes: [(name: String?, value: JSONValue)] = []

  var isTest: Bool { !targets.isEmpty && !attributes.isEmpty }

  init(_ members: [String: JSONValue]) {
    var plain: [String: JSONValue] = [:]
    for (key, value) in members {
      plain[key.lowercased().filter { $0.isLetter || $0.isNumber }] = value
    }
    func names(_ key: String) -> [String?] { (plain[key]?.words ?? []).map { $0 } }
    func sets(_ lists: [String], _ singles: [[String]]) -> [(name: String?, value: JSONValue)] {
      for key in lists {
        guard case .list(let values)? = plain[key] else { continue }
        let names = names(key.replacing("sets", with: "") + "setsnames")
        return values.enumerated().map { ($0 < names.count ? names[$0] : nil, $1) }
      }
      return singles.compactMap { keys in
        keys.lazy.compactMap { key in plain[key].map { (key, $0) } }.first
      }
    }
    for key in ["name", "queryname", "test"] {
      if name == nil, case .text(let text)? = plain[key] { name = text }
    }
    targets = sets(
      ["targets", "targetsets", "target"],
      [["x", "target1", "targets1", "targ1"], ["y", "target2", "targets2", "targ2"]])
    attributes = sets(
      ["attributes", "attributesets", "attribute"],
      [["a", "attribute1", "attributes1", "attr1"], ["b", "attribute2", "attributes2", "attr2"]])
  }
}
