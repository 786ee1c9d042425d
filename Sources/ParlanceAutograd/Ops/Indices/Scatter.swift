import ParlanceArrays

extension Tensor {
  /// The tensor with some elements set from a source: y[i, indices[i, j, k], k] = source[i, j, k]
  /// for axis 1. Where an element is set twice, the last one counts, and both get its gradient.
  public func scatter(_ source: Tensor, at indices: Indices, axis: Int) -> Tensor {
    scattered("scatter", source, indices, axis, adding: false)
  }

  /// The tensor with a source's elements added: y[i, indices[i, j, k], k] += source[i, j, k] for
  /// axis 1.
  public func scatterAdd(_ source: Tensor, at indices: Indices, axis: Int) -> Tensor {
    scattered("scatterAdd", source, indices, axis, adding: true)
  }

  private func scattered(
    _ name: String, _ source: Tensor, _ indices: Indices, _ axis: Int, adding: Bool
  ) -> Tensor {
    guard source.shape == indices.shape else {
      fatalError("\(name): source \(source.shape) and indices \(indices.shape) differ")
    }
    return placed(
      name, source, elements(name, axis, indices), rows: array.count, width: 1, adding: adding)
  }
}
