import ParlanceArrays

extension Tensor {
  /// The axes in another order: axis i of the result is axis `axes[i]` of this tensor.
  ///
  /// Traps where `axes` does not name each axis once; −1 is the last.
  public func permuted(_ axes: [Int]) -> Tensor {
    let order = axes.map { $0 < 0 ? $0 + shape.count : $0 }
    guard order.sorted() == Array(shape.indices) else {
      fatalError("permute: axes \(axes) are not an order of those of shape \(shape)")
    }
    return viewed("permute", View(shape).permuted(order))
  }

  /// Two axes exchanged: [.., M, .., N, ..] → [.., N, .., M, ..].
  public func transposed(_ first: Int, _ second: Int) -> Tensor {
    let (a, b) = (axis(first, "transpose"), axis(second, "transpose"))
    var order = Array(shape.indices)
    order.swapAt(a, b)
    return viewed("transpose", View(shape).permuted(order))
  }

  /// The transpose of a matrix: [M, N] → [N, M].
  public var transposed: Tensor {
    guard shape.count == 2 else { fatalError("transpose: expected a matrix, found \(shape)") }
    return permuted([1, 0])
  }
}
