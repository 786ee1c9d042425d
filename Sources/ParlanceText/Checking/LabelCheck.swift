/// Looks through the labels of data, those of training first.
struct LabelCheck {
  private struct Label {
    var count = 0
    let spelling: TokenKey
    let first: DataFinding.Place
    /// Its other spelling that is the same name, and where that stands.
    var other: (key: TokenKey, place: DataFinding.Place)?

    mutating func add(_ name: String, _ place: DataFinding.Place) {
      count += 1
      if other == nil, TokenKey(name) != spelling { other = (TokenKey(name), place) }
    }
  }

  private struct Split {
    let name: String
    var itemCount = 0
    /// In the order in which they come.
    var names: [String] = []
    /// By name: names that differ in normalisation alone are one.
    var labels: [String: Label] = [:]
  }

  private let splits: [Split]
  /// What a label is called: "label", "tag".
  private let noun: String
  /// Whether a label is told from there being none, as entities are from all else.
  private let isToldFromNone: Bool

  /// Fewer of a label than these teach little.
  private static let few = 5
  /// A label that has more than this share of all makes accuracy say little.
  private static let most = 0.8

  init(
    _ splits: [(name: String, items: [(labels: [String], place: DataFinding.Place)])],
    noun: String = "label", isToldFromNone: Bool = false
  ) {
    (self.noun, self.isToldFromNone) = (noun, isToldFromNone)
    self.splits = splits.map { name, items in
      var split = Split(name: name)
      for (labels, place) in items {
        split.itemCount += 1
        for label in labels {
          if split.labels[label] == nil { split.names.append(label) }
          split.labels[label, default: Label(spelling: TokenKey(label), first: place)]
            .add(label, place)
        }
      }
      return split
    }
  }

  var findings: [DataFinding] {
    guard let training = splits.first else { return [] }
    return balance(training) + alike(training) + splits.flatMap(normalised)
      + splits.dropFirst().flatMap { unknown($0, training) + missing($0, training) }
  }

  private func balance(_ split: Split) -> [DataFinding] {
    let labels = split.names.map { ($0, split.labels[$0]!) }
    var found: [DataFinding] = []
    if isToldFromNone {
      // The share of entities that are of one type says nothing of how easy all is.
    } else if let only = labels.first, labels.count == 1 {
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
        .label, .note, at: split.labels[name]!.first,
        "the \(noun)s \(other) and \(name) look like one",
        also: [split.labels[other]!.first])
    }
  }

  /// Labels that are spelt in several ways which Unicode takes for the same.
  private func normalised(_ split: Split) -> [DataFinding] {
    split.names.compactMap { name in
      guard let label = split.labels[name], let other = label.other else { return nil }
      return DataFinding(
        .label, .note, at: label.first,
        "the \(noun) \(name.composed) is spelt in two ways that differ in Unicode normalisation alone "
          + "(composed and with combining marks): read as one",
        also: [other.place])
    }
  }

  private func unknown(_ split: Split, _ training: Split) -> [DataFinding] {
    split.names.compactMap { name in
      guard training.labels[name] == nil else { return nil }
      let label = split.labels[name]!
      return DataFinding(
        .label, .problem, at: label.first,
        "the \(noun) \(name) of \(split.name) (\(label.count)×) is not in \(training.name): no model "
          + "can find it")
    }
  }

  private func missing(_ split: Split, _ training: Split) -> [DataFinding] {
    training.names.compactMap { name in
      guard split.labels[name] == nil else { return nil }
      return DataFinding(
        .label, .note, at: training.labels[name]!.first,
        "the \(noun) \(name) is not in \(split.name): nothing there says how well it is found")
    }
  }
}
