import ParlanceArrays
import ParlanceText

/// How the answer to "a is to b as c is to ?" is chosen.
public enum AnalogyMethod: String, Codable, Sendable, CaseIterable {
  /// The greatest cos(x, b − a + c), of vectors of length 1: 3CosAdd (Mikolov et al. 2013).
  case add
  /// The greatest s(x, b) s(x, c) / (s(x, a) + 10⁻⁶) with s = (1 + cos) / 2: 3CosMul (Levy and Goldberg
  /// 2014, equation 4).
  case mul
}

/// "a is to b as c is to ?".
public struct Analogy: Sendable {
  public var a: SimilarityIndex.Word
  public var b: SimilarityIndex.Word
  public var c: SimilarityIndex.Word
  /// Words that are no answer beside these three, by their places.
  public var excluded: Set<Int> = []

  /// Asks what is to c as b is to a.
  public init(_ a: SimilarityIndex.Word, _ b: SimilarityIndex.Word, _ c: SimilarityIndex.Word) {
    (self.a, self.b, self.c) = (a, b, c)
  }
}

extension SimilarityIndex {
  /// 10⁻⁶, so that nothing is divided by 0.
  static let smallest: Float = 1e-6

  /// The best answers to analogies, the best first, of equal ones the earlier.
  ///
  /// - `count`: at most so many for each.
  public func answers(
    to analogies: [Analogy], count: Int, method: AnalogyMethod = .add
  ) -> [[Neighbour]] {
    switch method {
    case .add:
      neighbours(
        of: analogies.map { analogy in
          var query = NeighbourQuery([analogy.b, analogy.c], minus: [analogy.a])
          query.excluded.formUnion(analogy.excluded)
          return query
        }, count: count)
    case .mul:
      batches(of: analogies.count, 256).flatMap { batch in
        multiplied(Array(analogies[batch]), count)
      }
    }
  }

  private func multiplied(_ analogies: [Analogy], _ count: Int) -> [[Neighbour]] {
    let lists = analogies.map { analogy in
      BestPlaces(
        limit: count,
        excluding: analogy.excluded.union(
          [analogy.a, analogy.b, analogy.c].compactMap(\.place)))
    }
    let units = analogies.flatMap { [$0.b.unit, $0.c.unit, $0.a.unit] }
    scan(units, into: lists) { products, first, words, list in
      let width = products.count / units.count
      for (place, word) in words.enumerated() {
        func share(_ vector: Int) -> Float {
          (1 + products[first + vector * width + place] * inverseNorms[word]) / 2
        }
        let score = share(0) * share(1) / (share(2) + Self.smallest)
        if score > list.threshold { list.add(score, word) }
      }
    }
    return lists.map { answer($0, Double.init) }
  }
}
