import ParlanceArrays

extension Tensor {
  /// The tensor without some axes of length 1; without axes named, without all of them.
  ///
  /// Traps where a named axis has another length.
  public func squeezed(axes: [Int]? = nil) -> Tensor {
    let dropped = axes.map { self.axes($0, "squeeze") } ?? shape.indices.filter { shape[$0] == 1 }
    for axis in dropped where shape[axis] != 1 {
      fatalError("squeeze: axis \(axis) of shape \(shape) has length \(shape[axis]), expected 1")
    }
    return reshaped(shape.indices.filter { !dropped.contains($0) }.map { shape[$0] })
  }

  /// The tensor without one axis of length 1.
  public func squeezed(axis: Int) -> Tensor { squeezed(axes: [axis]) }

  /// The tensor with a new axis of length 1 at a place of the result's shape: −1 is the last.
  public func unsqueezed(axis: Int) -> Tensor { unsqueezed(axes: [axis]) }

  /// The tensor with new axes of length 1 at places of the result's shape.
  public func unsqueezed(axes: [Int]) -> Tensor {
    let rank = shape.count + axes.count
    let places = Set(axes.map { $0 < 0 ? $0 + rank : $0 })
    guard places.count == axes.count, places.allSatisfy({ (0..<rank).contains($0) }) else {
      fatalError("unsqueeze: axes \(axes) of shape \(shape): expected different ones of \(rank)")
    }
    var lengths = shape[...]
    return reshaped((0..<rank).map { places.contains($0) ? 1 : lengths.removeFirst() })
  }
}
