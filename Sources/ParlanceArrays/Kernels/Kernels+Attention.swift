/// One step of attention of each row of a batch to the places of a source of its own.
package protocol AttentionKernels: Sendable {
  /// The weights of the places and the sums of their values that a query of each row [B, A] gives:
  /// [B, S], [B, K].
  func attendForward(
    _ source: AttendedSource, queries: NDArray
  ) -> (weights: NDArray, contexts: NDArray)
  /// From the gradients of both to those of the queries [B, A], and of the scores' parts, which are
  /// added; the values' own gradient is weightsᵀ dContexts.
  func attendBackward(
    _ source: AttendedSource, queries: NDArray, weights: NDArray, dWeights: NDArray?,
    dContexts: NDArray, _ gradients: inout AttendedGradients
  ) -> NDArray
}

extension PartialKernels {
  package func attendForward(
    _ source: AttendedSource, queries: NDArray
  ) -> (weights: NDArray, contexts: NDArray) {
    standIn().attendForward(source, queries: queries)
  }

  package func attendBackward(
    _ source: AttendedSource, queries: NDArray, weights: NDArray, dWeights: NDArray?,
    dContexts: NDArray, _ gradients: inout AttendedGradients
  ) -> NDArray {
    standIn().attendBackward(
      source, queries: queries, weights: weights, dWeights: dWeights, dContexts: dContexts,
      &gradients)
  }
}

/// What queries are held against, place by place, and what they get.
///
/// A place's score is v · tanh(q + k) with an energy v, else q · k; its weight is softmax of that over
/// the row's places.
package struct AttendedSource: Sendable {
  /// k: [B, S, A].
  package var keys: NDArray
  /// What contexts are sums of: [B, S, K].
  package var values: NDArray
  /// v: [A]; nil for products.
  package var energy: NDArray?
  /// The places of each row; nil where all have S.
  package var lengths: [Int]?

  package init(keys: NDArray, values: NDArray, energy: NDArray?, lengths: [Int]?) {
    (self.keys, self.values, self.energy, self.lengths) = (keys, values, energy, lengths)
  }

  /// B, S, A and K.
  package var extents: (batch: Int, places: Int, size: Int, width: Int) {
    (keys.shape[0], keys.shape[1], keys.shape[2], values.shape[2])
  }

  /// The places of a row.
  package func count(_ row: Int) -> Int { lengths?[row] ?? keys.shape[1] }
}

/// The gradients of a source's scores, summed over steps.
package struct AttendedGradients: Sendable {
  /// Of the keys: [B, S, A].
  package var keys: NDArray
  /// Of v, for each row by itself: [B, A]; nil for products.
  package var energies: NDArray?

  /// Zeros for a source.
  package init(of source: AttendedSource) {
    let (batch, _, size, _) = source.extents
    keys = NDArray(zerosLike: source.keys)
    energies = source.energy.map { NDArray(zeros: [batch, size], like: $0) }
  }
}
