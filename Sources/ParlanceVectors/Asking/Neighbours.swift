import ParlanceArrays
import ParlanceText

/// A word near to what was asked for.
public struct Neighbour: Codable, Sendable, Equatable {
  /// The word.
  public let word: String
  /// How near it is: the cosine, or the score of an analogy.
  public let similarity: Double

  /// Creates a word with its nearness.
  public init(word: String, similarity: Double) {
    (self.word, self.similarity) = (word, similarity)
  }
}

/// A direction whose neighbours are asked for, and the places of words that are no answer.
public struct NeighbourQuery: Sendable {
  /// Of any length.
  public var vector: [Float]
  /// Words that are left out, by their places.
  public var excluded: Set<Int>

  /// Asks for the neighbours of a direction.
  public init(vector: [Float], excluding excluded: Set<Int> = []) {
    (self.vector, self.excluded) = (vector, excluded)
  }

  /// Asks for the neighbours of the sum of words as vectors of length 1, which are no answer
  /// themselves; those taken away count with a minus.
  public init(_ words: [SimilarityIndex.Word], minus: [SimilarityIndex.Word] = []) {
    let negative = minus.map { $0.unit.map { -$0 } }
    vector = SimilarityIndex.sum(
      words.map(\.unit) + negative, (words + minus).first?.unit.count ?? 0)
    excluded = Set((words + minus).compactMap(\.place))
  }
}

extension SimilarityIndex {
  /// The words with the greatest cosines, the nearest first, of equal ones the earlier.
  ///
  /// - `count`: at most so many for each query.
  public func neighbours(of queries: [NeighbourQuery], count: Int) -> [[Neighbour]] {
    if let sketch = vectors.sketch, queries.count <= Self.mostSketched, count < self.count / 16 {
      return queries.map { neighbours(of: $0, count: count, sketch) }
    }
    return batches(of: queries.count, 512).flatMap { batch in
      let lists = queries[batch].map { BestPlaces(limit: count, excluding: $0.excluded) }
      scan(queries[batch].map(\.vector.unit), into: lists) { products, row, words, list in
        var threshold = list.threshold
        for (place, word) in words.enumerated() {
          let cosine = products[row + place] * inverseNorms[word]
          if cosine > threshold {
            list.add(cosine, word)
            threshold = list.threshold
          }
        }
      }
      return lists.map { answer($0) { min(max(Double($0), -1), 1) } }
    }
  }

  /// Offers all words to lists, tile by tile.
  ///
  /// - `units`: as many vectors of length 1 for each list.
  /// - `offer`: takes the products of a tile, where those of a list's first vector begin, the words
  ///   that they are with, and the list. Those of its
  ///   next vector follow the tile's width further on.
  func scan(
    _ units: [[Float]], into lists: [BestPlaces],
    offer: (_ products: [Float], _ first: Int, _ words: Range<Int>, _ list: BestPlaces) -> Void
  ) {
    guard !lists.isEmpty, vectors.dimension > 0, count > 0 else { return }
    let each = units.count / lists.count
    let queries = NDArray(units.flatMap(\.self), shape: [units.count, vectors.dimension])
    vectors.products(with: queries) { words, products in
      let used = words.clamped(to: 0..<count)
      guard !used.isEmpty else { return }
      let rows = products.floats
      forEachTile(of: lists.count, size: max(1, 65536 / (words.count * each))) { tile in
        for index in tile { offer(rows, index * each * words.count, used, lists[index]) }
      }
    }
  }

  /// Ranges of at most `size` that together are 0 ..< count.
  func batches(of count: Int, _ size: Int) -> [Range<Int>] {
    stride(from: 0, to: count, by: size).map { $0..<min($0 + size, count) }
  }

  func answer(_ list: BestPlaces, _ similarity: (Float) -> Double) -> [Neighbour] {
    list.sorted().map {
      Neighbour(word: vectors.word(at: $0.place), similarity: similarity($0.score))
    }
  }
}
