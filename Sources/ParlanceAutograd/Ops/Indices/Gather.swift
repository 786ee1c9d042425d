import ParlanceArrays

extension Tensor {
  /// One element for each index along an axis: y[i, j, k] = x[i, indices[i, j, k], k] for axis 1.
  ///
  /// The indices have as many axes as the tensor and are no longer on the other ones; negative ones
  /// count from the end.
  public func gather(axis: Int, _ indices: Indices) -> Tensor {
    lookedUp(
      "gather", elements("gather", axis, indices), rows: array.count, width: 1,
      shape: indices.shape)
  }

  /// The row-major places of the elements that indices along an axis mean.
  func elements(_ operation: String, _ axis: Int, _ indices: Indices) -> [Int32] {
    if shape.isEmpty && indices.shape.isEmpty {
      return unsqueezed(axis: 0).elements(operation, axis, indices.reshaped([1]))
    }
    let axis = self.axis(axis, operation)
    let fits =
      indices.shape.count == shape.count
      && shape.indices.allSatisfy { $0 == axis || indices.shape[$0] <= shape[$0] }
    guard fits, array.count <= Int32.max else {
      fatalError("\(operation): indices \(indices.shape) do not fit axis \(axis) of \(shape)")
    }
    var (result, step) = (indices.values, View(shape).strides[axis])
    if shape[axis] == 0 { step = 0 }
    // Where the element would be with index 0.
    var strides = View(shape).strides
    strides[axis] = 0
    View(shape: indices.shape, strides: strides).walk { index, start in
      let index = Int(index)
      result[index] =
        Int32(start) + place(result[index], shape[axis], axis, operation) * Int32(step)
    }
    return result
  }
}
