import ParlanceScores

/// The embedding coherence test: whether two groups rank the attributes alike.
///
/// Spearman's ρ between cos(mean of X, a) and cos(mean of Y, a) over all attributes a; 1 is no bias. Dev
/// and Phillips 2019, "Attenuating bias in word vectors".
enum EmbeddingCoherence {
  /// ρ, or nil where fewer than two attributes leave nothing to rank.
  static func score(_ x: [[Double]], _ y: [[Double]], attributes: [[Double]]) -> Double? {
    let similarities = [x, y].map { words in
      let mean = mean(words)
      return attributes.map { cosine(mean, $0) }
    }
    let correlation = Correlation.spearman(similarities[0], similarities[1])
    return correlation.isNaN ? nil : correlation
  }

  private static func mean(_ vectors: [[Double]]) -> [Double] {
    var sum = [Double](repeating: 0, count: vectors.first?.count ?? 0)
    for vector in vectors {
      for index in sum.indices { sum[index] += vector[index] }
    }
    return sum.map { $0 / Double(max(vectors.count, 1)) }
  }
}
