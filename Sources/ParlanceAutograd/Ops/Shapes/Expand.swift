import ParlanceArrays

extension Tensor {
  /// Axes of length 1, and new leading ones, repeated to the shape; −1 keeps an axis as it is.
  public func expanded(to target: [Int]) -> Tensor {
    let new = target.count - shape.count
    let lengths = target.indices.map { axis in
      target[axis] == -1 && axis >= new ? shape[axis - new] : target[axis]
    }
    let fits =
      new >= 0 && lengths.allSatisfy { $0 >= 0 }
      && zip(shape, lengths.suffix(shape.count)).allSatisfy { $0 == $1 || $0 == 1 }
    guard fits else { fatalError("expand: shape \(shape) does not broadcast to \(target)") }
    return viewed("expand", View(shape).expanded(to: lengths))
  }
}

/// Tensors expanded to their common shape.
public func broadcast(_ tensors: [Tensor]) -> [Tensor] {
  let shape = tensors.reduce([]) { Broadcasting.shape("broadcast", $0, $1.shape) }
  return tensors.map { $0.expanded(to: shape) }
}
