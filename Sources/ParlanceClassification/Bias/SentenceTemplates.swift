import Foundation
import ParlanceSystem
import ParlanceText

/// Sentences that differ in who they are about, and in nothing else.
///
/// A template has place-holders in braces. Those that groups of words are for, as {person} of women and
/// of men, make the sentences that are compared; those that have one list of words, as {feeling}, make
/// more sentences of each template. After Kiritchenko and Mohammad 2018, "Examining gender and race bias
/// in two hundred sentiment analysis systems" (the Equity Evaluation Corpus).
public struct SentenceTemplates: Sendable, Equatable {
  /// Texts with place-holders, as "{person} feels {feeling}."
  public let templates: [String]
  /// The words of place-holders that are filled alike for all groups.
  public let fillers: [String: [String]]
  /// By place-holder: the groups' words.
  public let groups: [String: [String: [String]]]

  /// One template with everything in it but the groups' words, and the sentences of each group.
  public struct Frame: Sendable, Equatable {
    /// With the groups' place-holders left.
    public let text: String
    /// By group: its sentences.
    public let sentences: [String: [String]]
  }

  /// More sentences than these are a mistake.
  private static let mostSentences = 1_000_000

  /// Creates templates.
  ///
  /// - Throws: `InputError` for a template without a place-holder of groups, for a place-holder that has
  ///   no words, for fewer than two groups, or for groups' words that do not go together.
  public init(
    _ templates: [String], fillers: [String: [String]], groups: [String: [String: [String]]],
    file: String? = nil
  ) throws {
    (self.templates, self.fillers, self.groups) = (templates, fillers, groups)
    func bad(_ message: String) -> InputError { InputError(.badData, file: file, message) }
    guard !templates.isEmpty else { throw bad("there is no template in it") }
    for (holder, lists) in groups.sorted(by: { $0.key < $1.key }) {
      guard lists.count > 1 else {
        throw bad(
          "{\(holder)}: expected the words of two groups or more, found those of "
            + (lists.keys.first ?? "none"))
      }
      for (group, words) in lists where words.isEmpty {
        throw bad("{\(holder)} has no words of the group \(group.shown)")
      }
    }
    for (holder, words) in fillers where words.isEmpty {
      throw bad("{\(holder)} has no words")
    }
    var count = 0
    for template in templates {
      let holders = Self.holders(template)
      for holder in holders where fillers[holder] == nil && groups[holder] == nil {
        throw bad(
          "\(template.shown): {\(holder)} has no words; there are words for "
            + (Array(fillers.keys) + groups.keys).sorted().map { "{\($0)}" }
            .joined(separator: ", "))
      }
      let compared = holders.filter { groups[$0] != nil }
      guard !compared.isEmpty else {
        throw bad(
          "\(template.shown): expected a place-holder of groups, as "
            + "{\(groups.keys.min() ?? "person")}: all its sentences are alike")
      }
      try checkSizes(template, compared, bad)
      let frames = holders.compactMap { fillers[$0]?.count }.reduce(1) { saturating($0, $1) }
      let words = groups[compared[0]]!.values.reduce(0) { $0 + $1.count }
      count = min(Self.mostSentences + 1, count + saturating(frames, words))
    }
    guard count <= Self.mostSentences else {
      throw bad("the templates make more than \(Self.mostSentences) sentences; take fewer words")
    }
  }

  /// Several place-holders of one template go on together: she and her, he and his.
  private func checkSizes(
    _ template: String, _ holders: [String], _ bad: (String) -> InputError
  ) throws {
    let first = groups[holders[0]]!
    for holder in holders.dropFirst() {
      let other = groups[holder]!
      guard Set(other.keys) == Set(first.keys) else {
        throw bad("\(template.shown): {\(holders[0])} and {\(holder)} have other groups")
      }
      for (group, words) in first where words.count != other[group]!.count {
        throw bad(
          "\(template.shown): {\(holders[0])} has \(words.count) words for \(group.shown), {\(holder)} "
            + "\(other[group]!.count); the words of one template go together one by one")
      }
    }
  }

  private func saturating(_ a: Int, _ b: Int) -> Int {
    let (product, isOver) = a.multipliedReportingOverflow(by: b)
    return isOver ? Int.max / 2 : min(product, Int.max / 2)
  }

  /// The names in braces, each once, in the order in which they come.
  static func holders(_ template: String) -> [String] {
    template.matches(of: #/\{([^{}]+)\}/#).map { String($0.output.1) }
      .reduce(into: []) { if !$0.contains($1) { $0.append($1) } }
  }

  /// All frames, template by template.
  public var frames: [Frame] {
    templates.flatMap { template in
      let holders = Self.holders(template)
      let compared = holders.filter { groups[$0] != nil }
      let texts = holders.filter { groups[$0] == nil }.reduce([template]) { texts, holder in
        texts.flatMap { text in
          fillers[holder]!.map { text.replacing("{\(holder)}", with: $0) }
        }
      }
      let names = groups[compared[0]]!
      return texts.map { text in
        Frame(
          text: text,
          sentences: names.mapValues { $0.indices }.reduce(into: [:]) { sentences, entry in
            sentences[entry.key] = entry.value.map { place in
              Self.capitalized(
                compared.reduce(text) {
                  $0.replacing("{\($1)}", with: groups[$1]![entry.key]![place])
                })
            }
          })
      }
    }
  }

  /// A sentence begins with a capital letter, whoever it begins with.
  private static func capitalized(_ text: String) -> String {
    text.prefix(1).uppercased() + text.dropFirst()
  }
}
