import ParlanceArrays
import ParlanceSystem
import ParlanceText

extension SimilarityIndex {
  /// Of more questions at once, the product with all rows costs less than one of each with their codes.
  static let mostSketched = 4

  /// The words with the greatest cosines, as from all rows, to the bit: by their codes first, a quarter of the
  /// bytes, which say of each cosine between which bounds it lies; then by the rows of those words that may be
  /// among them.
  ///
  /// A row v = s · codes + e has |eᵢ| ≤ s / 2, so |qᵀe| ≤ ‖q‖ ‖e‖ ≤ s √D / 2 for a query of length 1.
  func neighbours(of query: NeighbourQuery, count: Int, _ sketch: StoredRows) -> [Neighbour] {
    guard vectors.dimension > 0 else { return [] }
    let unit = NDArray(query.vector.unit, shape: [1, vectors.dimension])
    let list = BestPlaces(limit: count, excluding: query.excluded)
    for word in candidates(unit, sketch, BestPlaces(limit: count, excluding: query.excluded)) {
      let product = vectors.rows.products(with: unit, word..<word + 1).floats[0]
      let cosine = product * inverseNorms[word]
      if cosine > list.threshold { list.add(cosine, word) }
    }
    return answer(list) { min(max(Double($0), -1), 1) }
  }

  /// The words whose cosine may be as great as the least of those that `worst` keeps, which are the greatest
  /// that the cosines have at least; in ascending order.
  private func candidates(
    _ unit: NDArray, _ sketch: StoredRows, _ worst: BestPlaces
  ) -> [Int] {
    guard case .int8(_, let scales) = sketch.numbers else { return Array(0..<count) }
    let half = Float(vectors.dimension).squareRoot() / 2
    // What sums in float32 are off at most.
    let rounding = 1e-6 * Float(vectors.dimension)
    var found: [(most: Float, word: Int)] = []
    var threshold = worst.threshold
    sketch.forEachTile(with: unit) { words, products in
      let used = words.clamped(to: 0..<count)
      let (products, scales) = (products.floats, scales[used])
      for (place, scale) in scales.enumerated() {
        let (word, inverse) = (used.lowerBound + place, inverseNorms[used.lowerBound + place])
        // The numbers of a denormal scale are further off.
        let isExact = scale == 0 || scale.isNormal
        let slack = isExact ? inverse * scale * half + rounding : .infinity
        let cosine = products[place] * inverse
        guard !(cosine + slack < threshold) else { continue }
        found.append((cosine + slack, word))
        if cosine - slack > threshold {
          worst.add(cosine - slack, word)
          threshold = worst.threshold
        }
      }
    }
    _ = worst.sorted()
    return found.lazy.filter { !($0.most < worst.threshold) }.map(\.word)
  }
}
