import ParlanceArrays

extension Tensor {
  /// The elements where a mask is not 0, in row-major order: [..] → [N]; both are broadcast.
  public func maskedSelect(_ mask: Tensor) -> Tensor {
    let pair = broadcast([self, mask.detached])
    let ids = pair[1].array.nonzeroPlaces
    return pair[0].lookedUp(
      "maskedSelect", ids, rows: pair[0].array.count, width: 1, shape: [ids.count])
  }

  /// The places of the elements that are not 0, in row-major order: [..] of rank R → [N, R].
  public func nonzero() -> Indices {
    let places = array.nonzeroPlaces
    let strides = View(shape).strides
    let values = places.flatMap { place in
      zip(strides, shape).map { Int32(Int(place) / $0 % $1) }
    }
    return Indices(values, shape: [places.count, shape.count])
  }
}

extension NDArray {
  fileprivate var nonzeroPlaces: [Int32] {
    doubles.enumerated().compactMap { $1 != 0 ? Int32($0) : nil }
  }
}
