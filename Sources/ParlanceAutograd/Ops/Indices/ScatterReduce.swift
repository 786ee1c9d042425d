import ParlanceArrays

/// How several numbers for one element become one.
public enum ScatterReduction: Sendable {
  case multiply, maximum, minimum

  fileprivate func callAsFunction(_ a: Double, _ b: Double) -> Double {
    switch self {
    case .multiply: a * b
    case .maximum: a > b || a.isNaN ? a : b
    case .minimum: a < b || a.isNaN ? a : b
    }
  }
}

extension Tensor {
  /// The tensor with each element joined with those that a source has for it: y[i, indices[i, j, k],
  /// k] = reduction(y, source[i, j, k]) for axis 1. Equal extrema share the gradient alike.
  ///
  /// `scatter` sets, `scatterAdd` adds.
  public func scatterReduce(
    _ source: Tensor, at indices: Indices, axis: Int, by reduction: ScatterReduction
  ) -> Tensor {
    guard source.shape == indices.shape else {
      fatalError("scatterReduce: source \(source.shape) and indices \(indices.shape) differ")
    }
    return joined(source, elements("scatterReduce", axis, indices), reduction)
  }

  /// The tensor with its parts at tuples of places joined with those of a source: indices [.., K],
  /// source [.., shape[K...]..].
  public func scatterReduceND(
    _ source: Tensor, at indices: Indices, by reduction: ScatterReduction
  ) -> Tensor {
    let (rows, width) = tuples("scatterReduceND", indices, 0)
    guard source.shape == indices.shape.dropLast() + shape[(indices.shape.last ?? 0)...] else {
      fatalError(
        "scatterReduceND: source \(source.shape) does not fit indices \(indices.shape) of \(shape)")
    }
    let ids = rows.flatMap { row in (0..<width).map { row * Int32(width) + Int32($0) } }
    return joined(source, ids, reduction)
  }

  private func joined(_ source: Tensor, _ ids: [Int32], _ reduction: ScatterReduction) -> Tensor {
    let (x, s) = (array, source.array)
    var y = x.doubles
    for (id, value) in zip(ids, s.doubles) { y[Int(id)] = reduction(y[Int(id)], value) }
    let joining = Joining(reduction: reduction, x: x.doubles, source: s.doubles, y: y, ids: ids)
    return .operation(
      "scatterReduce", NDArray(y, shape: shape, like: x),
      OperationInput(self) { dy, dx in
        dx.add(joining.gradient(dy, of: x, at: Array(0..<Int32(x.count))))
      },
      OperationInput(source) { dy, dx in dx.add(joining.gradient(dy, of: s, at: ids)) })
  }
}

/// What was joined, for the way back.
private struct Joining {
  let reduction: ScatterReduction
  let x: [Double]
  let source: [Double]
  let y: [Double]
  let ids: [Int32]

  /// The gradient of the parts that went into the elements of some places.
  func gradient(_ dy: NDArray, of part: NDArray, at places: [Int32]) -> NDArray {
    let all = x.indices.map { ($0, x[$0]) } + zip(ids, source).map { (Int($0), $1) }
    let dy = dy.doubles
    // For extrema how many are equal; for products the zeros, and the product of the others.
    var counts = [Double](repeating: 0, count: y.count)
    var products = [Double](repeating: 1, count: y.count)
    for (place, value) in all {
      if value == (reduction == .multiply ? 0 : y[place]) { counts[place] += 1 }
      if value != 0 { products[place] *= value }
    }
    let values = zip(places, part.doubles).map { id, value in
      let place = Int(id)
      guard reduction == .multiply else { return value == y[place] ? dy[place] / counts[place] : 0 }
      let others = counts[place] - (value == 0 ? 1 : 0)
      return others > 0 ? 0 : dy[place] * products[place] / (value == 0 ? 1 : value)
    }
    return NDArray(values, shape: part.shape, like: part)
  }
}
