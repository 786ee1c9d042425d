import ParlanceArrays

extension Tensor {
  /// The lower triangle of matrices, zeros above: xᵢⱼ where j ≤ i + diagonal; [.., M, N].
  public func tril(diagonal: Int = 0) -> Tensor {
    triangle("tril") { row, width in 0..<Swift.min(Swift.max(row + diagonal + 1, 0), width) }
  }

  /// The upper triangle of matrices, zeros below: xᵢⱼ where j ≥ i + diagonal; [.., M, N].
  public func triu(diagonal: Int = 0) -> Tensor {
    triangle("triu") { row, width in Swift.min(Swift.max(row + diagonal, 0), width)..<width }
  }

  private func triangle(_ name: String, _ kept: @escaping (Int, Int) -> Range<Int>) -> Tensor {
    guard shape.count >= 2 else { fatalError("\(name): expected matrices, found shape \(shape)") }
    let shape = shape
    // Row by row over all matrices: a NaN in the other triangle must not survive a product with 0.
    func cut(_ x: NDArray) -> NDArray {
      var y = NDArray(zeros: shape, like: x)
      let (rows, width) = (shape[shape.count - 2], shape[shape.count - 1])
      for row in 0..<rows {
        let range = kept(row, width)
        if range.isEmpty { continue }
        let view = View(shape).sliced(axis: shape.count - 2, start: row, count: 1)
          .sliced(axis: shape.count - 1, start: range.lowerBound, count: range.count)
        x.kernels.scatter(x.kernels.gather(x, view), view, &y)
      }
      return y
    }
    return .operation(
      name, cut(array), OperationInput(self) { dy, dx in dx.add(cut(dy)) })
  }
}
