/// Finds texts that are there more than once.
struct RepeatedTexts {
  struct Item {
    /// Equal for texts that are the same.
    let key: String
    /// What is said of the text.
    let label: String
    let place: DataFinding.Place
    /// What is said of each word, and where; none where it is said of the whole.
    var parts: [(label: String, place: DataFinding.Place)] = []
    /// The data that it belongs to; the first is what models are trained on.
    let split: Int
  }

  /// The names of the data.
  let splits: [String]
  /// What an item is called: "text", "sentence".
  let noun: String
  /// What is said of it: "labels", "tags".
  let said: String
  /// How bad it is that different things are said.
  var conflicts = DataFinding.Severity.problem

  /// More places than these are not listed.
  private static let places = 20
  /// Characters of a text that are shown.
  private static let shown = 40

  /// Conflicts, texts that held-out data share with training, and texts that are repeated in one part
  /// of the data, in the order of the texts.
  func findings(_ items: [Item]) -> [DataFinding] {
    var groups: [String: [Int]] = [:]
    for (index, item) in items.enumerated() { groups[item.key, default: []].append(index) }
    return groups.values.filter { $0.count > 1 }.sorted { $0[0] < $1[0] }
      .flatMap { findings(group: $0.map { items[$0] }) }
  }

  private func findings(group: [Item]) -> [DataFinding] {
    [conflict(group)].compactMap { $0 } + leaks(group) + duplicates(group)
  }

  private func conflict(_ group: [Item]) -> DataFinding? {
    var labels: [String] = []
    for item in group where !labels.contains(item.label) { labels.append(item.label) }
    guard labels.count > 1 else { return nil }
    let others = group.filter { $0.label != group[0].label }
    if let difference = difference(group[0], others[0]) { return difference }
    let shown = labels.map { label in
      let name = label.isEmpty ? "none" : label
      return "\(name) (\(group.count { $0.label == label })×)"
    }
    return finding(
      .conflict, conflicts, group[0],
      // The places that say something else come first.
      others + group.dropFirst().filter { $0.label == group[0].label },
      "one \(noun), different \(said): \(shown.joined(separator: ", "))")
  }

  /// The first word of which two items say different things; nil where they say nothing of words.
  private func difference(_ first: Item, _ second: Item) -> DataFinding? {
    // A word may have a space of its own.
    let words = first.key.split(separator: " ")
    let places = zip(first.parts, second.parts).enumerated()
    guard let (place, (a, b)) = places.first(where: { $1.0.label != $1.1.label }) else {
      return nil
    }
    return DataFinding(
      .conflict, .problem, at: a.place,
      "one \(noun), different \(said): "
        + (words.count == first.parts.count ? "\"\(words[place])\" is " : "")
        + "\(a.label) and \(b.label) in \(quoted(first))",
      also: [b.place])
  }

  private func quoted(_ item: Item) -> String {
    let words = item.key.prefix(Self.shown)
    return "\"\(words)\(words.count < item.key.count ? "…" : "")\""
  }

  /// One finding for each part of the data that shares a text with an earlier one.
  private func leaks(_ group: [Item]) -> [DataFinding] {
    Set(group.map(\.split)).sorted().dropFirst().map { split in
      let others = group.filter { $0.split < split }
      let names = Set(others.map(\.split)).sorted().map { splits[$0] }
      return finding(
        .leak, .problem, group.first { $0.split == split } ?? group[0], others,
        "the \(noun) is in \(splits[split]) and in \(names.joined(separator: " and "))")
    }
  }

  /// Repetitions with the same label.
  private func duplicates(_ group: [Item]) -> [DataFinding] {
    Set(group.map(\.split)).sorted().compactMap { split in
      let own = group.filter { $0.split == split }
      guard own.count > 1, own.allSatisfy({ $0.label == own[0].label }) else { return nil }
      return finding(
        .duplicate, .note, own[0], Array(own.dropFirst()),
        "the \(noun) is there \(own.count) times")
    }
  }

  private func finding(
    _ kind: DataFinding.Kind, _ severity: DataFinding.Severity, _ first: Item, _ others: [Item],
    _ message: String
  ) -> DataFinding {
    DataFinding(
      kind, severity, at: first.place, "\(message): \(quoted(first))",
      also: others.prefix(Self.places).map(\.place))
  }
}
