extension AdaptiveSoftmax {
  /// Cutoffs by shares of the text: the head holds the most frequent tokens that make up the first
  /// share of it, the clusters what makes up the next ones and the rest.
  ///
  /// A token costs H (S + C) multiplications in the head of S tokens and C clusters, and with
  /// probability pᵢ, the share of cluster i, H / dⁱ (H + Vᵢ) there. That alone would make the head a few
  /// tokens; but what it holds keeps all of the H numbers, so it has most of the text, and the
  /// clusters, which divide what is seldom, hardly count. Cutoffs are left out where a cluster would
  /// have no tokens or none of the H numbers.
  ///
  /// - `counts`: how often each token stands in the text, ids ordered by frequency; without any, token
  ///   n is taken to stand there in proportion to 1 / (n + 1) (Zipf's law).
  /// - `shares`: of the text, ascending: how much of it comes before each cutoff.
  public static func cutoffs(
    forVocabulary vocabularySize: Int, hiddenSize: Int, counts: [Int] = [], divValue: Double = 4,
    shares: [Double] = [0.8, 0.95]
  ) -> [Int] {
    guard counts.isEmpty || counts.count == vocabularySize else {
      fatalError("AdaptiveSoftmax: \(counts.count) counts for \(vocabularySize) tokens")
    }
    let weights =
      counts.isEmpty
      ? (0..<vocabularySize).map { 1 / Double($0 + 1) } : counts.map(Double.init)
    let total = weights.reduce(0, +)
    var (cutoffs, seen, place) = ([Int](), 0.0, 0)
    for share in shares {
      while place < vocabularySize, seen < share * total {
        seen += weights[place]
        place += 1
      }
      let hasNumbers = projectionSize(hiddenSize, cluster: cutoffs.count, divValue) > 0
      guard hasNumbers, place < vocabularySize else { break }
      if place > cutoffs.last ?? 0 { cutoffs.append(place) }
    }
    return cutoffs
  }
}
