import ParlanceText

/// The labels that texts really have, as indices: those that a model knows come first, in its order,
/// then those that it has never seen.
///
/// What a model does not know it cannot find, so an unseen label counts as an error wherever it is.
public struct TrueLabels: Sendable, Equatable {
  /// The names of all labels.
  public let names: [String]
  /// How many of them the model knows.
  public let knownCount: Int
  /// Each text's labels in ascending order, none of them twice.
  public let indices: [[Int]]

  /// Looks up each text's labels.
  public init(_ labels: [[String]], known: LabelSet) {
    var names = known.names
    var unseen: [String: Int] = [:]
    indices = labels.map { labels in
      let found = labels.map { label in
        if let index = known.index(of: label) ?? unseen[label] { return index }
        unseen[label] = names.count
        names.append(label.composed)
        return names.count - 1
      }
      return found.count < 2 ? found : Set(found).sorted()
    }
    self.names = names
    knownCount = known.count
  }

  private init(_ names: [String], _ knownCount: Int, _ indices: [[Int]]) {
    (self.names, self.knownCount, self.indices) = (names, knownCount, indices)
  }

  /// Those of some of the texts, by their places; names that only others have stay.
  func selecting(_ texts: [Int]) -> TrueLabels {
    TrueLabels(names, knownCount, texts.map { indices[$0] })
  }

  /// The labels that the model does not know, in the order in which they come.
  public var unseen: [String] { Array(names[knownCount...]) }

  /// The only label of each text; traps where one has none or several.
  public var single: [Int] {
    indices.map { labels in
      guard labels.count == 1 else {
        fatalError("TrueLabels.single: expected one label a text, found \(labels.count)")
      }
      return labels[0]
    }
  }
}
