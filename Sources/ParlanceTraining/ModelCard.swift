import Foundation
import ParlanceScores

/// The README of a model directory: what the model is, what it was trained on and how it scored.
public struct ModelCard: Sendable {
  /// What the model is, in one line.
  public var title: String
  /// Rows of the table of facts: architecture, data, scores.
  public var facts: [(name: String, value: String)]
  /// The command that made it; nil where none did.
  public var command: String?
  /// What the model is for, the scores of its labels, and what else has a heading of its own.
  public var sections: [Section] = []

  /// Creates a card.
  public init(title: String, facts: [(name: String, value: String)], command: String? = nil) {
    self.title = title
    self.facts = facts
    self.command = command
  }

  /// The card as Markdown.
  public var markdown: String {
    let rows = facts.map { "| \($0.name) | \($0.value.replacing("|", with: "\\|")) |" }
    return """
      # \(title)

      | | |
      |---|---|
      \(rows.joined(separator: "\n"))

      """ + (command.map { "\nMade with:\n\n```\n\($0)\n```\n" } ?? "")
        + sections.map { "\n" + $0.markdown }.joined()
  }
}

extension ModelCard {
  /// Something measured later, under a heading of its own.
  public struct Section: Sendable {
    /// The heading.
    public var title: String
    /// What there is to know before the table; empty for nothing.
    public var text: String
    /// The table, the first row being its heading; the first column is flush left, the others right.
    /// Empty for none.
    public var rows: [[String]]

    /// Creates a section.
    public init(title: String, text: String = "", rows: [[String]] = []) {
      (self.title, self.text, self.rows) = (title, text, rows)
    }

    /// How well each label was found, in percent.
    public init(_ title: String, _ scores: [String: LabelScore]) {
      func percent(_ share: Double) -> String { String(format: "%.2f", 100 * share) }
      self.init(
        title: title, text: "Precision, recall and F1 in percent.",
        rows: [["", "precision", "recall", "F1", "support"]]
          + scores.sorted { $0.key < $1.key }.map { name, score in
            [
              name, percent(score.precision), percent(score.recall), percent(score.f1),
              "\(score.support)",
            ]
          })
    }

    var markdown: String {
      if rows.isEmpty { return "## \(title)\n\n\(text)\n" }
      let lines = rows.map { row in
        "| " + row.map { $0.replacing("|", with: "\\|") }.joined(separator: " | ") + " |"
      }
      let ruler = "|---|" + String(repeating: "---:|", count: max(0, (rows.first?.count ?? 1) - 1))
      let table = (lines.prefix(1) + [ruler] + lines.dropFirst()).joined(separator: "\n")
      return "## \(title)\n\n" + (text.isEmpty ? "" : text + "\n\n") + table + "\n"
    }

    /// A card with this section at its end, or in the place of an older one of its title.
    func put(in card: String) -> String {
      let lines = card.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
      let begin = lines.firstIndex(of: "## \(title)") ?? lines.count
      let end =
        lines.indices.first { $0 > begin && lines[$0].hasPrefix("## ") } ?? lines.count
      func text(_ lines: some Sequence<String>) -> String {
        var text = lines.joined(separator: "\n")
        while text.hasSuffix("\n") { text.removeLast() }
        return text.isEmpty ? "" : text + "\n\n"
      }
      let after = begin < lines.count ? text(lines[end...]) : ""
      let whole = text(lines[..<begin]) + markdown + (after.isEmpty ? "" : "\n" + after)
      return whole.hasSuffix("\n\n") ? String(whole.dropLast()) : whole
    }
  }
}
