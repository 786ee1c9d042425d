import ParlanceText

/// Looks up the words of test sets, as gensim does: without regard to case unless told otherwise, the
/// first word of the vectors that fits.
public struct WordLookup: Sendable {
  /// The vectors.
  public let index: SimilarityIndex
  private let isCaseSensitive: Bool
  private let usesParts: Bool
  private let places: [TokenKey: Int32]
  /// Further words that differ from a first one by case only.
  private let others: [Int32: [Int]]

  /// Looks words up among those that an index answers with.
  ///
  /// - `usesParts`: whether words without a vector of their own get one from their parts, where the
  ///   vectors have these.
  public init(_ index: SimilarityIndex, caseSensitive: Bool = false, usesParts: Bool = false) {
    (self.index, isCaseSensitive, self.usesParts) = (index, caseSensitive, usesParts)
    var places = [TokenKey: Int32](minimumCapacity: index.count)
    var others: [Int32: [Int]] = [:]
    for place in 0..<index.count {
      let key = TokenKey(Self.folded(index.vectors.word(at: place), caseSensitive))
      if let first = places[key] {
        others[first, default: []].append(place)
      } else {
        places[key] = Int32(place)
      }
    }
    (self.places, self.others) = (places, others)
  }

  private static func folded(_ word: String, _ isCaseSensitive: Bool) -> String {
    isCaseSensitive ? word : word.uppercased()
  }

  /// The place of a word's vector, or nil.
  public func place(of word: String) -> Int? {
    places[TokenKey(Self.folded(word, isCaseSensitive))].map(Int.init)
  }

  /// The places of all spellings of a word.
  func spellings(of place: Int) -> [Int] { [place] + (others[Int32(place)] ?? []) }

  /// A word with its vector, or nil.
  public func word(_ text: String) -> SimilarityIndex.Word? {
    if let place = place(of: text) { return index.word(at: place) }
    guard usesParts else { return nil }
    return index.vectors.vector(of: text).map { SimilarityIndex.Word(place: nil, unit: $0.unit) }
  }
}
