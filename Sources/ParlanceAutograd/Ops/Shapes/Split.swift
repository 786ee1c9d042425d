import ParlanceArrays

extension Tensor {
  /// The tensor cut along an axis into parts of the given lengths, which add up to the axis's.
  public func split(sizes: [Int], axis: Int) -> [Tensor] {
    let place = self.axis(axis, "split")
    guard sizes.allSatisfy({ $0 >= 0 }), sizes.reduce(0, +) == shape[place] else {
      fatalError("split: sizes \(sizes) do not add up to axis \(axis) of shape \(shape)")
    }
    var start = 0
    return sizes.map { size in
      defer { start += size }
      return slice(axis: place, start..<start + size)
    }
  }

  /// The tensor cut along an axis into parts of one length; the last is shorter where it must be.
  public func split(size: Int, axis: Int) -> [Tensor] {
    let length = shape[self.axis(axis, "split")]
    guard size > 0 else { fatalError("split: parts of size \(size) of shape \(shape)") }
    let starts = length == 0 ? [0] : Array(stride(from: 0, to: length, by: size))
    return split(sizes: starts.map { Swift.min(size, length - $0) }, axis: axis)
  }

  /// The tensor cut along an axis into `count` parts of length ⌈N / count⌉; the last is shorter
  /// where it must be, and there are fewer where these reach the end.
  public func chunked(_ count: Int, axis: Int) -> [Tensor] {
    guard count > 0 else { fatalError("chunk: \(count) parts of shape \(shape)") }
    let length = shape[self.axis(axis, "chunk")]
    if length == 0 { return split(sizes: [Int](repeating: 0, count: count), axis: axis) }
    return split(size: (length - 1) / count + 1, axis: axis)
  }
}
