import Foundation

/// The options that decide what a command makes, in sections as the help has them and in the order in
/// which a file has them.
protocol OptionTable {
  associatedtype Settings: Sendable
  static var sections: [OptionSectionOf<Self>] { get }
  /// The kind of model where `--model-type` is not said; not every option goes with each.
  static var standardKind: String { get }
  /// Settings that options are set in to see what the defaults of others depend on.
  static var draft: Settings { get }
  /// The defaults, as far as they depend on what was said, which `draft` has.
  static func defaults(_ draft: Settings, _ said: Said<Self>) -> Settings
  /// What the help shows defaults of: the first is the usual case.
  static var examples: [OptionExample<Settings>] { get }
  /// Settings that a program wrote; nil where they are others.
  static func decoded(_ json: Data) -> Settings?
  /// As a program writes them.
  static func encoded(_ settings: Settings) throws -> Data
  /// What does not go together, beyond what the rows say, or nil; of resolved options.
  static func conflict(_ said: Said<Self>) -> String?
}

extension OptionTable {
  static var standardKind: String { "" }
  static func defaults(_ draft: Settings, _ said: Said<Self>) -> Settings { Self.draft }
  static var examples: [OptionExample<Settings>] { [example("")] }
  static func conflict(_ said: Said<Self>) -> String? { nil }

  /// All options, in the order in which a file has them.
  static var rows: [OptionRow<Settings>] { sections.flatMap(\.rows) }

  /// An example of what can be said.
  static func example(_ label: String, _ texts: [String: String] = [:]) -> OptionExample<Settings> {
    let said = Said<Self>(texts)
    return OptionExample(
      label: label, said: Set(texts.keys), kind: said.kind, settings: said.settings)
  }
}

/// What can be said, and the settings that come of it.
struct OptionExample<Settings: Sendable>: Sendable {
  /// What the help calls it.
  let label: String
  /// The names of the options that are said.
  let said: Set<String>
  let kind: String
  let settings: Settings
}

extension OptionRow {
  /// What the help says; the argument parser asks for it again and again.
  func text<Table: OptionTable>(in table: Table.Type) -> String
  where Table.Settings == Settings {
    helpTexts.text("\(Table.self).\(name)") { made(in: table) }
  }

  private func made<Table: OptionTable>(in table: Table.Type) -> String
  where Table.Settings == Settings {
    var notes = form.choices.isEmpty ? [] : ["values: " + form.choices.joined(separator: ", ")]
    if let text = standing ?? defaultText(Table.examples) { notes.append("default: " + text) }
    return help + (notes.isEmpty ? "" : " (" + notes.joined(separator: "; ") + ")")
  }

  /// The defaults of all examples, those left out that are as in the first that has one.
  private func defaultText(_ examples: [OptionExample<Settings>]) -> String? {
    let fitting = examples.filter { goes(withKind: $0.kind) && !$0.said.contains(name) }
    guard let usual = fitting.lazy.compactMap({ text($0.settings) }).first else { return nil }
    var others: [(value: String, labels: [String])] = []
    for example in fitting {
      guard let value = text(example.settings), value != usual else { continue }
      if let place = others.firstIndex(where: { $0.value == value }) {
        others[place].labels.append(example.label)
      } else {
        others.append((value, [example.label]))
      }
    }
    return
      ([forPeople(usual)]
      + others.map { forPeople($0.value) + " for " + $0.labels.joined(separator: ", ") })
      .joined(separator: "; ")
  }

  private func forPeople(_ text: String) -> String {
    if form.isTruth { return text == "true" ? "yes" : "no" }
    return text.hasSuffix(".0") ? String(text.dropLast(2)) : text
  }
}

/// What the help says of each option, made once.
private let helpTexts = HelpTexts()

private final class HelpTexts: @unchecked Sendable {
  private let lock = NSLock()
  private var texts: [String: String] = [:]

  func text(_ name: String, _ make: () -> String) -> String {
    if let text = lock.withLock({ texts[name] }) { return text }
    let text = make()
    lock.withLock { texts[name] = text }
    return text
  }
}
