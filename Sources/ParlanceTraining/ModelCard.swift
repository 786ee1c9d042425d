/// The README of a model directory: what the model is, what it was trained on and how it scored.
public struct ModelCard: Sendable {
  /// What the model is, in one line.
  public var title: String
  /// Rows of the table of facts: architecture, data, scores.
  public var facts: [(name: String, value: String)]
  /// The command that made it; nil where none did.
  public var command: String?

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
  }
}
