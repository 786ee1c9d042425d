import ParlanceArrays

extension Tensor {
  /// The axes from one to another as a single axis: [A, B, C, D] from 1 to 2 → [A, B·C, D].
  public func flattened(from first: Int = 0, to last: Int = -1) -> Tensor {
    if shape.isEmpty { return reshaped([1]) }
    let (first, last) = (axis(first, "flatten"), axis(last, "flatten"))
    guard first <= last else {
      fatalError("flatten: axis \(first) comes after axis \(last) of shape \(shape)")
    }
    return reshaped(shape[..<first] + [shape[first...last].reduce(1, *)] + shape[(last + 1)...])
  }
}
