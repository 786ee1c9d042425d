import ParlanceSystem
import ParlanceText

/// Hard debiasing: takes a direction out of all words but those that are meant to have it, and makes
/// the words of given sets differ in it alone.
///
/// All vectors come to unit length. Neutralising takes v − (v · g) g of every word that is not kept.
/// Equalising puts each word of a set at ν ± √(1 − ‖ν‖²) g: ν is the mean of the set's vectors as they
/// were, without its part along g, and the sign is that of the word's side of the mean. All come to unit
/// length again. Bolukbasi et al. 2016, section 6, with one direction.
public struct HardDebias: Sendable {
  /// g.
  public let direction: BiasDirection
  /// Sets whose words shall differ in g alone; each also in small letters, capitalised and in capitals.
  public let equalized: [[String]]
  /// Words that stay as they are, also where they begin with or are in capitals.
  public let kept: [String]

  /// Creates a debiasing.
  public init(direction: BiasDirection, equalized: [[String]], kept: [String]) {
    (self.direction, self.equalized, self.kept) = (direction, equalized, kept)
  }

  /// What was done.
  public struct Result: Sendable {
    /// Of unit length, in the order of before.
    public let vectors: WordVectors
    /// Words whose part along the direction was taken out.
    public let neutralized: Int
    /// Words that were left as they are.
    public let kept: Int
    /// Sets that were equalised, and those of which fewer than two words have vectors.
    public let equalized: Int
    public let lostSets: [[String]]
  }

  /// Debiases vectors.
  ///
  /// - Throws: `InputError` where the memory does not do.
  public func callAsFunction(_ vectors: WordVectors) throws -> Result {
    let dimension = vectors.dimension
    try SystemCalls.checkMemory(2 * vectors.count * dimension * 4, "the debiased vectors")
    let kept = Set(kept.flatMap(Self.spellings).map { TokenKey($0) })
    var (words, numbers, keptCount): ([String], [Float], Int) = ([], [], 0)
    words.reserveCapacity(vectors.count)
    numbers.reserveCapacity(vectors.count * dimension)
    for index in 0..<vectors.count {
      let word = vectors.word(at: index)
      words.append(word)
      let unit = normalized(vectors.vector(at: index).map(Double.init))
      if kept.contains(TokenKey(word)) {
        keptCount += 1
        numbers += unit.map(Float.init)
      } else {
        numbers += neutralized(unit).map(Float.init)
      }
    }
    let (equalCount, lost) = equalize(vectors, &numbers)
    return Result(
      vectors: WordVectors(words: words, numbers: numbers, dimension: dimension),
      neutralized: vectors.count - keptCount, kept: keptCount, equalized: equalCount,
      lostSets: lost)
  }

  /// Without the part along g, of unit length.
  private func neutralized(_ vector: [Double]) -> [Double] { normalized(without(vector)) }

  private func without(_ vector: [Double]) -> [Double] {
    let along = dot(vector, direction.unit)
    return zip(vector, direction.unit).map { $0 - along * $1 }
  }

  private func equalize(
    _ vectors: WordVectors, _ numbers: inout [Float]
  ) -> (count: Int, lost: [[String]]) {
    var (count, lost): (Int, [[String]]) = (0, [])
    for set in equalized {
      var isFound = false
      for spelling in 0..<3 {
        let words = set.map { Self.spellings($0)[spelling] }
        let places = words.compactMap { vectors.index(of: $0) }
        // A word without capitals is its own spelling: once.
        guard places.count == words.count, Set(places).count > 1,
          spelling == 0 || !words.elementsEqual(set.map { Self.spellings($0)[0] })
        else { continue }
        let units = places.map { normalized(vectors.vector(at: $0).map(Double.init)) }
        for (place, vector) in zip(places, equalized(units)) {
          numbers.replaceSubrange(
            place * vectors.dimension..<(place + 1) * vectors.dimension,
            with: vector.map(Float.init))
        }
        isFound = true
        count += 1
      }
      if !isFound { lost.append(set) }
    }
    return (count, lost)
  }

  private func equalized(_ units: [[Double]]) -> [[Double]] {
    var mean = [Double](repeating: 0, count: units[0].count)
    for unit in units {
      for index in mean.indices { mean[index] += unit[index] / Double(units.count) }
    }
    let middle = dot(mean, direction.unit)
    let rest = without(mean)
    let height = max(0, 1 - dot(rest, rest)).squareRoot()
    return units.map { unit in
      let side = dot(unit, direction.unit) < middle ? -height : height
      return normalized(zip(rest, direction.unit).map { $0 + side * $1 })
    }
  }

  /// In small letters, capitalised, in capitals.
  private static func spellings(_ word: String) -> [String] {
    let small = word.lowercased()
    return [small, small.prefix(1).uppercased() + small.dropFirst(), word.uppercased()]
  }
}
