/// Looks through labelled texts for what makes training fail or scores mislead.
public struct LabelledDataCheck: Codable, Sendable, Equatable {
  /// What one part of the data holds.
  public struct Split: Codable, Sendable, Equatable {
    /// Its name: of its file, or of what it is for.
    public let name: String
    /// Texts.
    public let texts: Int
    /// How often each label is there.
    public let labels: [String: Int]
    /// In words.
    public let lengths: LengthSummary
  }

  /// The parts of the data, what models are trained on the first.
  public let splits: [Split]
  /// What was found, by text.
  public let findings: [DataFinding]

  /// Checks data: the first is what models are trained on, the others are held out.
  ///
  /// Texts are the same where they differ in white space and capital letters alone.
  public init(_ splits: [(name: String, texts: LabelledTexts)]) {
    let words = splits.map { $0.texts.items.map { Self.tokenizer.tokens($0.text) } }
    self.splits = zip(splits, words).map { split, words in
      var labels: [String: Int] = [:]
      for label in split.texts.items.lazy.flatMap(\.labels) { labels[label, default: 0] += 1 }
      return Split(
        name: split.name, texts: split.texts.items.count, labels: labels,
        lengths: LengthSummary(words.map(\.count)))
    }
    let repeated = RepeatedTexts(
      splits: splits.map(\.name), noun: "text", said: "labels")
    let items = zip(splits, words).enumerated().flatMap { split, data in
      zip(data.0.texts.items, data.1).filter { !$1.isEmpty }.map { text, words in
        RepeatedTexts.Item(
          key: words.joined(separator: " "), label: text.labels.sorted().joined(separator: " + "),
          place: text.place, split: split)
      }
    }
    findings =
      splits.flatMap(\.texts.findings)
      + zip(splits, words).flatMap { Self.texts($0.texts.items, $1, $0.name) }
      + LabelCheck(splits.map { ($0.name, $0.texts.items.map { ($0.labels, $0.place) }) }).findings
      + repeated.findings(items)
  }

  private static let tokenizer = Tokenizer(level: .word, lowercased: true)

  /// Texts without a word or a label, and texts that are much longer than the others.
  private static func texts(
    _ items: [LabelledText], _ words: [[String]], _ name: String
  ) -> [DataFinding] {
    let lengths = LengthSummary(words.map(\.count))
    let long = max(1000, 20 * lengths.median)
    // Where texts may have several labels, they may have none.
    let withoutLabel: DataFinding.Severity =
      items.contains { $0.labels.count > 1 } ? .note : .problem
    return zip(items, words).flatMap { text, words -> [DataFinding] in
      var found: [DataFinding] = []
      if words.isEmpty {
        found.append(DataFinding(.empty, .problem, at: text.place, "the text is empty"))
      }
      if text.labels.isEmpty {
        found.append(DataFinding(.label, withoutLabel, at: text.place, "the text has no label"))
      }
      if words.count > long {
        found.append(
          DataFinding(
            .length, .note, at: text.place,
            "the text has \(words.count) words; half of \(name) have at most \(lengths.median)"))
      }
      return found
    }
  }
}

extension LabelledText {
  var place: DataFinding.Place { DataFinding.Place(file: file, line: line) }
}
