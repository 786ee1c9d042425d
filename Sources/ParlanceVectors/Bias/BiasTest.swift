import ParlanceText

/// What a query comes to on some vectors.
public struct BiasTest: Sendable, Equatable {
  /// How tests are made.
  public struct Options: Sendable, Equatable {
    /// A set that lacks a greater share of its words is not measured.
    public var lostWords = 0.2
    /// Divisions of the targets: `WEAT`.
    public var permutations = 100_000
    /// Of the divisions that are drawn.
    public var seed: UInt64 = 1

    /// Creates the defaults: those of wefe for lost words.
    public init() {}
  }

  /// The name of the query.
  public let name: String
  /// With two sets of attributes, where enough of the words are known.
  public let weat: WEAT?
  /// `EmbeddingCoherence` over all attributes: 1 is no bias.
  public let coherence: Double?
  /// `RelativeSentimentBias` of the targets, A against B, in nats: 0 is no bias.
  public let negativeSentiment: Double?
  /// The effect size that was published of the test on other vectors.
  public let published: Double?
  /// The share of all words of the query that have a vector.
  public let covered: Double
  /// All words of the query, and those without a vector.
  public let wordCount: Int
  public let lost: [String]
  /// Why nothing was measured, for people; nil where something was.
  public let problem: String?
  /// What else is to be known, for people.
  public let notes: [String]

  /// Makes a test. Words are looked up as they are, then in small letters; one that is there twice counts
  /// once.
  public init(_ query: BiasQuery, in vectors: WordVectors, _ options: Options = Options()) {
    name = query.name
    published = query.published
    let sets = query.sets.map { FoundWords($0.words, in: vectors) }
    lost = sets.flatMap(\.lost)
    wordCount = query.sets.reduce(0) { $0 + $1.words.count }
    covered = Double(wordCount - lost.count) / Double(max(wordCount, 1))
    notes = Self.notes(query, sets)
    let poor = zip(query.sets, sets).first { set, found in
      found.words.isEmpty || 1 - found.share > options.lostWords + 1e-9
    }
    guard poor == nil else {
      problem = poor.map { set, found in
        "\(set.name): \(found.lost.count) of \(set.words.count) words have no vector"
      }
      (weat, coherence, negativeSentiment) = (nil, nil, nil)
      return
    }
    problem = nil
    let numbers = sets.map(\.vectors)
    coherence = EmbeddingCoherence.score(
      numbers[0], numbers[1], attributes: Array(numbers[2...].joined()))
    guard sets.count == 4 else {
      (weat, negativeSentiment) = (nil, nil)
      return
    }
    let s = numbers[..<2].map { WEAT.associations($0, numbers[2], numbers[3]) }
    weat = WEAT(s[0], s[1], permutations: options.permutations, seed: options.seed)
    negativeSentiment = RelativeSentimentBias.score(
      targets: numbers[0] + numbers[1], positive: numbers[2], negative: numbers[3])
  }

  private static func notes(_ query: BiasQuery, _ sets: [FoundWords]) -> [String] {
    var notes = zip(query.sets, sets).compactMap { set, found in
      found.repeated.isEmpty
        ? nil
        : "\(set.name): \(found.repeated.joined(separator: ", ")) repeated, counted once"
    }
    for (a, b) in [(0, 1), (2, 3)] where b < sets.count {
      let both = sets[a].words.filter(Set(sets[b].words).contains)
      if !both.isEmpty {
        notes.append(
          "\(both.joined(separator: ", ")): in \(query.sets[a].name) and in "
            + "\(query.sets[b].name)")
      }
    }
    // Words of one spelling are one.
    let sizes = sets[..<2].map { $0.words.count + $0.lost.count }
    if sizes[0] != sizes[1] {
      notes.append(
        "\(query.targets[0].name) has \(sizes[0]) words, \(query.targets[1].name) \(sizes[1]): p is over "
          + "divisions into sets of these sizes")
    }
    if sets[..<2].contains(where: { $0.words.count == 1 }) {
      notes.append("one word as a target says little: the effect of two words is always ±2")
    }
    return notes
  }
}
