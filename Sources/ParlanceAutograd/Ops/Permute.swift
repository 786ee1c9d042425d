import ParlanceArrays

extension Tensor {
  /// The axes in another order: axis i of the result is axis `axes[i]` of this tensor.
  public func permuted(_ axes: [Int]) -> Tensor {
    guard axes.sorted() == Array(shape.indices) else {
      fatalError("permute: axes \(axes) are not an order of those of shape \(shape)")
    }
    let inverse = axes.indices.map { axes.firstIndex(of: $0)! }
    return .operation(
      "permute", kernels.permute(array, axes),
      OperationInput(self) { dy, dx in dx.add(dy.kernels.permute(dy, inverse)) })
  }

  /// The transpose of a matrix: [M, N] → [N, M].
  public var transposed: Tensor { permuted([1, 0]) }
}
