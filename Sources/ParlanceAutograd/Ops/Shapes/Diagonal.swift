import ParlanceArrays

extension Tensor {
  /// The elements xᵢⱼ with j = i + offset of two axes, as a new last axis: [.., M, N] → [.., L].
  public func diagonal(offset: Int = 0, axes: (Int, Int) = (-2, -1)) -> Tensor {
    let (a, b) = (axis(axes.0, "diagonal"), axis(axes.1, "diagonal"))
    guard a != b else { fatalError("diagonal: axes \(axes) of shape \(shape) are one") }
    return viewed("diagonal", View(shape).diagonal(a, b, offset: offset))
  }

  /// Matrices with the last axis on a diagonal, zeros elsewhere: [.., L] → [.., L + |offset|,
  /// L + |offset|].
  public func diagonalMatrix(offset: Int = 0) -> Tensor {
    guard let length = shape.last else { fatalError("diagonalMatrix: a scalar has no last axis") }
    let side = length + abs(offset)
    let result: [Int] = shape.dropLast() + [side, side]
    let view = View(result).diagonal(result.count - 2, result.count - 1, offset: offset)
    var y = NDArray(zeros: result, like: array)
    kernels.scatter(array, view, &y)
    return .operation(
      "diagonalMatrix", y,
      OperationInput(self) { dy, dx in dx.add(dy.kernels.gather(dy, view)) })
  }
}
