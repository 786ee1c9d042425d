import ParlanceSystem
import ParlanceText

/// How well groups of words stand apart.
public struct GroupScore: Encodable, Sendable {
  /// One group.
  public struct Group: Encodable, Sendable {
    public let name: String
    /// Words with a vector, of all.
    public let covered: Int
    public let words: Int
    /// The share of its words whose nearest neighbour is of the group.
    public let neighbours: Double
    /// What this share is where vectors say nothing: (n − 1) / (N − 1).
    public let chance: Double
    /// The mean silhouette of its words.
    public let silhouette: Double
  }

  /// The file of the groups, as it was given.
  public let file: String
  /// Words with a vector, of all; one that is in several groups counts in the first.
  public let covered: Int
  public let words: Int
  /// The share of words whose nearest neighbour among all words of the groups is of their own group.
  public let neighbours: Double
  /// What this share is where vectors say nothing: the mean of (n − 1) / (N − 1) over words.
  public let chance: Double
  /// The mean of (b − a) / max(a, b) over words: a the mean distance 1 − cos to the own group, b that
  /// to the nearest other one; 0 for a word alone in its group (Rousseeuw 1987).
  public let silhouette: Double
  /// The same by group.
  public let groups: [Group]

  /// Measures vectors by groups; NaN where fewer than two words have a vector.
  ///
  /// - Throws: `InputError` for more than 10,000 words: each is compared with each.
  public init(_ groups: WordGroups, _ lookup: WordLookup) throws {
    (file, words) = (groups.file, groups.groups.map(\.words.count).reduce(0, +))
    guard words <= 10_000 else {
      throw InputError(
        .badData, file: file, "expected at most 10000 words in the groups, found \(words)")
    }
    var members: [(group: Int, word: SimilarityIndex.Word)] = []
    var seen: Set<Int> = []
    for (place, group) in groups.groups.enumerated() {
      for text in group.words {
        guard let word = lookup.word(text), word.place.map({ seen.insert($0).inserted }) ?? true
        else { continue }
        members.append((place, word))
      }
    }
    let labels = members.map(\.group)
    let cosines = lookup.index.similarities(members.map(\.word))
    let nearest = labels.indices.map { word in
      labels.indices.filter { $0 != word }.max { cosines[word][$0] < cosines[word][$1] }
    }
    let hits = zip(labels, nearest).map { label, nearest in
      nearest.map { labels[$0] == label ? 1.0 : 0 } ?? .nan
    }
    let sizes = groups.groups.indices.map { group in labels.count { $0 == group } }
    let chances = labels.map { Double(sizes[$0] - 1) / Double(labels.count - 1) }
    let silhouettes = labels.indices.map { Self.silhouette($0, labels, cosines, sizes) }
    func mean(_ values: [Double], _ group: Int? = nil) -> Double {
      let part = zip(values, labels).filter { group == nil || $0.1 == group }.map(\.0)
      return part.reduce(0, +) / Double(part.count)
    }
    covered = labels.count
    (neighbours, chance, silhouette) = (mean(hits), mean(chances), mean(silhouettes))
    self.groups = groups.groups.enumerated().map { place, group in
      Group(
        name: group.name, covered: sizes[place], words: group.words.count,
        neighbours: mean(hits, place), chance: mean(chances, place),
        silhouette: mean(silhouettes, place))
    }
  }

  private static func silhouette(
    _ word: Int, _ labels: [Int], _ cosines: [[Double]], _ sizes: [Int]
  ) -> Double {
    var sums = [Double](repeating: 0, count: sizes.count)
    for other in labels.indices where other != word {
      sums[labels[other]] += 1 - cosines[word][other]
    }
    let own = labels[word]
    guard sizes[own] > 1 else { return 0 }
    let inside = sums[own] / Double(sizes[own] - 1)
    let outside = sizes.indices.filter { $0 != own && sizes[$0] > 0 }
      .map { sums[$0] / Double(sizes[$0]) }.min()
    guard let outside, max(inside, outside) > 0 else { return 0 }
    return (outside - inside) / max(inside, outside)
  }
}
