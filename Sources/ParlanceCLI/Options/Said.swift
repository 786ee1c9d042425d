import ArgumentParser

/// What was said of a table's options on a command line or in a file.
///
/// The argument parser looks at a type's mirror to see its options and decodes them by their names; a
/// table's rows stand in for stored properties.
struct Said<Table: OptionTable>: ParsableArguments, CustomReflectable, Equatable {
  /// Values by the options' names, as a file has them; what does not do is as it was said.
  private var texts: [String: String] = [:]

  init() {}

  init(_ texts: [String: String]) { self.texts = texts }

  init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: OptionName.self)
    for (index, group) in Self.groups.enumerated() {
      texts.merge(try group.decode(container, OptionName(index))) { $1 }
    }
  }

  var customMirror: Mirror {
    Mirror(
      self,
      children: Self.groups.enumerated().map { index, group in
        (label: Optional(OptionName(index).stringValue), value: group.definition)
      })
  }

  /// What is used the most comes first.
  private static var groups: [OptionSectionOf<Table>] {
    [OptionSectionOf(OftenUsed<Table>.self)] + Table.sections
  }

  func validate() throws {
    for row in Table.rows {
      guard let text = texts[row.name], row.form.canonical(text) == nil else { continue }
      throw ValidationError("--\(row.name): expected \(row.form.expected), found \(text)")
    }
  }
}

extension Said {
  /// An option's value as text, or nil where it was not said.
  subscript(name: String) -> String? { texts[name] }

  /// What was said, with what `other` says in its place.
  func overridden(by other: Self) -> Self { Self(texts.merging(other.texts) { $1 }) }

  /// Sets an option; traps where there is none, or where the value does not do.
  mutating func set(_ name: String, _ text: String) {
    guard let row = Table.rows.first(where: { $0.name == name }) else {
      fatalError("Said.set: no option --\(name)")
    }
    guard let text = row.form.canonical(text) else {
      fatalError("Said.set: --\(name) \(text): expected \(row.form.expected)")
    }
    texts[name] = text
  }

  /// An option's value as text, or nil.
  static func value(of name: String, in said: Self) -> String? { said[name] }

  /// All that was said, by the options' names.
  var values: [String: String] { texts }

  /// With paths that lead to the same files from every folder.
  var located: Self {
    var located = self
    for row in Table.rows { located.texts[row.name] = texts[row.name].map(row.form.located) }
    return located
  }

  /// The kind of model.
  var kind: String { texts["model-type"] ?? Table.standardKind }

  /// What comes of it: the defaults, and what was said.
  var settings: Table.Settings { applied(to: Table.defaults(applied(to: Table.draft), self)) }

  private func applied(to settings: Table.Settings) -> Table.Settings {
    var settings = settings
    for row in Table.rows {
      if let text = texts[row.name] { row.set(text, &settings) }
    }
    return settings
  }

  /// With a value for each option that has one and goes with the kind of model.
  var resolved: Self {
    let (settings, kind) = (settings, kind)
    var all: [String: String] = [:]
    for row in Table.rows where row.goes(withKind: kind) {
      all[row.name] = texts[row.name] ?? row.text(settings)
    }
    return Self(all)
  }

  /// The first option that is said and does not go with the kind of model, or nil.
  var misplaced: String? {
    let row = Table.rows.first { texts[$0.name] != nil && !$0.goes(withKind: kind) }
    return row.map {
      let name = texts[$0.name] == "false" ? "no-\($0.name)" : $0.name
      return "--\(name) does not go with --model-type \(kind)"
    }
  }

  /// Which options do not go together, or nil; of resolved options.
  var conflict: String? {
    for row in Table.rows {
      for rule in row.rules {
        if let conflict = conflict(of: row.name, rule) { return conflict }
      }
    }
    return Table.conflict(self)
  }

  private func conflict(of name: String, _ rule: OptionRule) -> String? {
    let isSaid = texts[name].map { $0 != "false" } ?? false
    switch rule {
    case .goes(let other, let values):
      return isOn(name) && !values.contains(texts[other] ?? "")
        ? "--\(name) goes with --\(other) " + values.joined(separator: ", ") + " only" : nil
    case .goesNot(let other, let value):
      return isOn(name) && texts[other] == value
        ? "--\(name) does not go with --\(other) \(value)" : nil
    case .needs(let other): return isSaid && !isOn(other) ? "--\(name) needs --\(other)" : nil
    case .excludes(let other):
      return isOn(name) && isOn(other) ? "--\(name) and --\(other) exclude each other" : nil
    }
  }

  /// Whether an option has a value that is not no and not 0.
  private func isOn(_ name: String) -> Bool {
    texts[name].map { $0 != "false" && Double($0) != 0 } ?? false
  }
}

/// Some options of a table under a title.
protocol OptionSection<Settings> {
  associatedtype Settings: Sendable
  static var title: String { get }
  static var rows: [OptionRow<Settings>] { get }
}

/// What the help calls the options that it has first.
let oftenUsed = "Used the most"

/// Those that are used the most.
enum OftenUsed<Table: OptionTable>: OptionSection {
  static var title: String { oftenUsed }
  static var rows: [OptionRow<Table.Settings>] { Table.rows.filter(\.isOften) }
}

/// A section without its type.
struct OptionSectionOf<Table: OptionTable> {
  let rows: [OptionRow<Table.Settings>]
  /// What the argument parser takes for a property.
  fileprivate let definition: Any
  /// What was said of its options, by their names.
  fileprivate let decode:
    (KeyedDecodingContainer<OptionName>, OptionName) throws -> [String: String]

  init<Section: OptionSection>(_ type: Section.Type) where Section.Settings == Table.Settings {
    typealias Group = OptionGroup<SaidSection<Table, Section>>
    rows = Section.rows
    definition = Group(title: Section.title)
    decode = { try $0.decode(Group.self, forKey: $1).wrappedValue.texts }
  }
}

/// What was said of a section's options.
private struct SaidSection<Table: OptionTable, Section: OptionSection>: ParsableArguments,
  CustomReflectable
where Section.Settings == Table.Settings {
  typealias Word = Option<String?>
  typealias Words = Option<[String]>
  typealias Truth = Flag<Bool?>

  var texts: [String: String] = [:]

  private static var rows: [OptionRow<Table.Settings>] {
    Section.self is OftenUsed<Table>.Type ? Section.rows : Section.rows.filter { !$0.isOften }
  }

  init() {}

  init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: OptionName.self)
    for row in Self.rows {
      let key = OptionName(stringValue: row.name)
      let said: String?
      if row.form.isTruth {
        said = try container.decode(Truth.self, forKey: key).wrappedValue.map { "\($0)" }
      } else if row.form.takesMany {
        let words = try container.decode(Words.self, forKey: key).wrappedValue
        said = words.isEmpty ? nil : words.joined(separator: ",")
      } else {
        said = try container.decode(Word.self, forKey: key).wrappedValue
      }
      texts[row.name] = said.map { row.form.canonical($0) ?? $0 }
    }
  }

  var customMirror: Mirror {
    Mirror(
      self,
      children: Self.rows.map { row in
        (label: Optional(row.name), value: Self.definition(row))
      })
  }

  private static func definition(_ row: OptionRow<Table.Settings>) -> Any {
    let help = ArgumentHelp("\(row.text(in: Table.self))", valueName: row.form.valueName)
    if row.form.isTruth {
      return Truth(
        name: .customLong(row.name), inversion: .prefixedNo, exclusivity: .chooseLast, help: help)
    }
    let completion: CompletionKind? =
      row.form.isPath ? .file() : row.form.choices.isEmpty ? nil : .list(row.form.choices)
    if row.form.takesMany {
      return Words(
        wrappedValue: [], name: .customLong(row.name), parsing: .upToNextOption, help: help,
        completion: completion)
    }
    return Word(
      wrappedValue: nil, name: .customLong(row.name), help: help, completion: completion)
  }
}

/// An option's name, or a section's number, where the argument parser wants that of a property.
private struct OptionName: CodingKey {
  let stringValue: String
  var intValue: Int? { nil }

  init(stringValue: String) { self.stringValue = stringValue }
  init(_ index: Int) { stringValue = "section\(index)" }
  init?(intValue: Int) { nil }
}
