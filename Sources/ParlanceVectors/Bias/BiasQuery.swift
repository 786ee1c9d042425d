/// Two sets of target words and one or two of attribute words: what a test of bias asks.
///
/// Whether flowers, more than insects, are near to pleasant, more than to unpleasant words: flowers and
/// insects are the targets, pleasant and unpleasant the attributes.
public struct BiasQuery: Sendable, Equatable {
  /// Words under one name.
  public struct WordSet: Sendable, Equatable {
    public let name: String
    public let words: [String]

    /// Creates a set.
    public init(_ name: String, _ words: [String]) { (self.name, self.words) = (name, words) }
  }

  /// What the test is called.
  public let name: String
  /// X and Y.
  public let targets: [WordSet]
  /// A, and B where there are two.
  public let attributes: [WordSet]
  /// The effect size that was published of such a test, on other vectors; nil for none.
  public let published: Double?

  /// Creates a query; traps for another number of sets.
  ///
  /// - `name`: nil for the sets' own, as "flowers, insects / pleasant, unpleasant".
  public init(
    _ name: String? = nil, targets: [WordSet], attributes: [WordSet], published: Double? = nil
  ) {
    guard targets.count == 2, (1...2).contains(attributes.count) else {
      fatalError(
        "BiasQuery: expected two sets of targets and one or two of attributes, found "
          + "\(targets.count) and \(attributes.count)")
    }
    func names(_ sets: [WordSet]) -> String { sets.map(\.name).joined(separator: ", ") }
    self.name = name ?? "\(names(targets)) / \(names(attributes))"
    (self.targets, self.attributes, self.published) = (targets, attributes, published)
  }

  /// All four sets, or three: X, Y, A, B.
  public var sets: [WordSet] { targets + attributes }
}

extension BiasQuery {
  /// The ten tests of Caliskan, Bryson and Narayanan 2017, by the names that the sets have in wefe's
  /// file of them, and the effect sizes that they published for vectors of GloVe (840 billion tokens, 300
  /// dimensions). The sets themselves come from a file.
  static let publishedTests: [(sets: [String], effectSize: Double)] = [
    (["flowers", "insects", "pleasant_5", "unpleasant_5a"], 1.50),
    (["instruments", "weapons", "pleasant_5", "unpleasant_5a"], 1.53),
    (
      [
        "european_american_names_5", "african_american_names_5", "pleasant_5", "unpleasant_5b",
      ], 1.41
    ),
    (
      [
        "european_american_names_7", "african_american_names_7", "pleasant_5", "unpleasant_5b",
      ], 1.50
    ),
    (
      [
        "european_american_names_7", "african_american_names_7", "pleasant_9", "unpleasant_9",
      ], 1.28
    ),
    (["male_names", "female_names", "career", "family"], 1.81),
    (["math", "arts", "male_terms", "female_terms"], 1.06),
    (["science", "arts_2", "male_terms_2", "female_terms_2"], 1.24),
    (["mental_disease", "physical_disease", "temporary", "permanent"], 1.38),
    (["young_people_names", "old_people_names", "pleasant_9", "unpleasant_9"], 1.21),
  ]

  /// Those of the published tests whose sets are all there.
  static func publishedTests(of sets: [String: WordSet]) -> [BiasQuery] {
    publishedTests.enumerated().compactMap { place, test in
      let found = test.sets.compactMap { sets[$0] }
      guard found.count == 4 else { return nil }
      return BiasQuery(
        "WEAT \(place + 1): \(test.sets[0]), \(test.sets[1])", targets: Array(found[..<2]),
        attributes: Array(found[2...]), published: test.effectSize)
    }
  }
}
