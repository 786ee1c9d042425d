import ParlanceArrays

extension Tensor {
  /// The parts of the tensor at tuples of places on its first axes: indices [.., K] → [..,
  /// shape[K...]..]. The first `batchAxes` axes are common to both.
  public func gatherND(_ indices: Indices, batchAxes: Int = 0) -> Tensor {
    let (ids, width) = tuples("gatherND", indices, batchAxes)
    let depth = batchAxes + (indices.shape.last ?? 0)
    return lookedUp(
      "gatherND", ids, rows: shape[..<depth].reduce(1, *), width: width,
      shape: indices.shape.dropLast() + shape[depth...])
  }

  /// The tensor with its parts at tuples of places set from a source: indices [.., K], source [..,
  /// shape[K...]..]. Where a part is set twice, the last one counts.
  public func scatterND(_ source: Tensor, at indices: Indices) -> Tensor {
    scattered("scatterND", source, indices, adding: false)
  }

  /// The tensor with a source added to its parts at tuples of places.
  public func scatterAddND(_ source: Tensor, at indices: Indices) -> Tensor {
    scattered("scatterAddND", source, indices, adding: true)
  }

  private func scattered(
    _ name: String, _ source: Tensor, _ indices: Indices, adding: Bool
  ) -> Tensor {
    let (ids, width) = tuples(name, indices, 0)
    let depth = indices.shape.last ?? 0
    guard source.shape == indices.shape.dropLast() + shape[depth...] else {
      fatalError(
        "\(name): source \(source.shape) does not fit indices \(indices.shape) of \(shape)")
    }
    return placed(
      name, source, ids, rows: shape[..<depth].reduce(1, *), width: width, adding: adding)
  }

  /// The rows that tuples of indices mean, and how long one is.
  func tuples(
    _ name: String, _ indices: Indices, _ batchAxes: Int
  ) -> (ids: [Int32], width: Int) {
    let size = indices.shape.last ?? -1
    let depth = batchAxes + size
    guard size >= 0, depth <= shape.count, batchAxes < indices.shape.count,
      indices.shape[..<batchAxes] == shape[..<batchAxes]
    else { fatalError("\(name): indices \(indices.shape) do not fit shape \(shape)") }
    let count = indices.shape.dropLast().reduce(1, *)
    let batches = shape[..<batchAxes].reduce(1, *)
    let ids = (0..<count).map { tuple in
      (0..<size).reduce(batches == 0 ? 0 : Int32(tuple / (count / batches))) { id, k in
        let axis = batchAxes + k
        let index = place(indices.values[tuple * size + k], shape[axis], axis, name)
        return id * Int32(shape[axis]) + index
      }
    }
    return (ids, shape[depth...].reduce(1, *))
  }
}
