/// Looks through the labels of data, those of training first.
struct LabelCheck {
  private struct Label {
    var count = 0
    let first: DataFinding.Place
  }

  private struct Split {
    let name: String
    var itemCount = 0
    /// In the order in which they come.
    var names: [String] = []
    var labels: [TokenKey: Label] = [:]
  }

  private let splits: [Split]
  /// What a label is called: "label", "tag".
  private let noun: String

  /// Fewer of a label than these teach little.
  private static let few = 5
  /// A label that has more than this share of all makes accuracy say little.
  private static let most = 0.8

  init(
    _ splits: [(name: String, items: [(labels: [String], place: DataFinding.Place)])],
    noun: String = "label"
  ) {
    self.noun = noun
    self.splits = splits.map { name, items in
      var split = Split(name: name)
      for (labels, place) in items {
        split.itemCount += 1
        for label in labels {
          let key = TokenKey(label)
          if split.labels[key] == nil { split.names.append(label) }
          split.labels[key, default: Label(first: place)].count += 1
        }
      }
      return split
    }
  }

  var findings: [DataFinding] {
    guard let training = splits.first else { return [] }
    return balance(training) + alike(training)
      + splits.dropFirst().flatMap { unknown($0, training) + missing($0, training) }
  }

  private func balance(_ split: Split) -> [DataFinding] {
    let labels = split.names.map { ($0, split.labels[TokenKey($0)]!) }
    var found: [DataFinding] = []
    if let only = labels.first, labels.count == 1 {
      found.append(
        DataFinding(
          .balance, .problem, at: only.1.first,
          "\(split.name) has only the \(noun) \(only.0): there is nothing to tell apart"))
    } else if let (name, label) = labels.max(by: { $0.1.count < $1.1.count }),
      Double(label.count) > Self.most * Double(split.itemCount)
    {
      let share = (100 * Double(label.count) / Double(split.itemCount)).rounded()
      found.append(
        DataFinding(
          .balance, .note, at: label.first,
          "\(Int(share)) % of \(split.name) are \(name): accuracy says little, look at F1"))
    }
    for (name, label) in labels where label.count < Self.few {
      let times = label.count == 1 ? "once" : "\(label.count) times"
      found.append(
        DataFinding(
          .balance, .note, at: label.first,
          "the \(noun) \(name) is there only \(times) in \(split.name)"))
    }
    return found
  }

  /// Labels that differ in capital letters, white space or hyphens alone.
  private func alike(_ split: Split) -> [DataFinding] {
    var first: [String: String] = [:]
    return split.names.compactMap { name in
      let plain = name.lowercased().filter { $0.isLetter || $0.isNumber || $0.isSymbol }
      guard !plain.isEmpty, let other = first.updateValue(name, forKey: plain) else { return nil }
      return DataFinding(
        .label, .note, at: split.labels[TokenKey(name)]!.first,
        "the \(noun)s \(other) and \(name) look like one",
        also: [split.labels[TokenKey(other)]!.first])
    }
  }

  private func unknown(_ split: Split, _ training: Split) -> [DataFinding] {
    split.names.compactMap { name in
      guard training.labels[TokenKey(name)] == nil else { return nil }
      let label = split.labels[TokenKey(name)]!
      return DataFinding(
        .label, .problem, at: label.first,
        "the \(noun) \(name) of \(split.name) (\(label.count)×) is not in \(training.name): no model "
          + "can find it")
    }
  }

  private func missing(_ split: Split, _ training: Split) -> [DataFinding] {
    training.names.compactMap { name in
      guard split.labels[TokenKey(name)] == nil else { return nil }
      return DataFinding(
        .label, .note, at: training.labels[TokenKey(name)]!.first,
        "the \(noun) \(name) is not in \(split.name): nothing there says how well it is found")
    }
  }
}
