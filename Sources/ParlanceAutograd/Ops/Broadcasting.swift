import ParlanceArrays

/// Broadcasting, and its undoing, for all operations of two tensors.
///
/// Shapes are aligned at their last axis; an axis of length 1, or one that is missing, repeats.
enum Broadcasting {
  /// The common shape; traps with the operation's name where there is none.
  static func shape(_ operation: String, _ a: [Int], _ b: [Int]) -> [Int] {
    let rank = max(a.count, b.count)
    func padded(_ shape: [Int]) -> [Int] {
      [Int](repeating: 1, count: rank - shape.count) + shape
    }
    return zip(padded(a), padded(b)).map { m, n in
      guard m == n || m == 1 || n == 1 else {
        fatalError("\(operation): shapes \(a) and \(b) do not broadcast: \(m) against \(n)")
      }
      return m == 1 ? n : m
    }
  }

  static func expand(_ x: NDArray, to shape: [Int]) -> NDArray {
    x.shape == shape ? x : x.kernels.expand(x, to: shape)
  }

  /// dx += dy, summed over the axes along which x was repeated.
  static func addReduced(_ dy: NDArray, to shape: [Int], _ dx: inout Gradient) {
    if dy.shape == shape { return dx.add(dy) }
    dx.accumulate(shape, dy.elementType) { dy.kernels.addReduced(dy, &$0) }
  }
}

extension Tensor {
  /// An operation of two tensors under broadcasting, from its kernel and its two local gradients.
  static func binary(
    _ name: String, _ function: BinaryFunction, _ a: Tensor, _ b: Tensor,
    _ da: @escaping (_ dy: NDArray, _ a: NDArray, _ b: NDArray) -> NDArray,
    _ db: @escaping (_ dy: NDArray, _ a: NDArray, _ b: NDArray) -> NDArray
  ) -> Tensor {
    guard a.elementType == b.elementType else {
      fatalError("\(name): element types \(a.elementType) and \(b.elementType) differ")
    }
    let shape = Broadcasting.shape(name, a.shape, b.shape)
    let x = Broadcasting.expand(a.array, to: shape)
    let y = Broadcasting.expand(b.array, to: shape)
    let (shapeA, shapeB) = (a.shape, b.shape)
    return operation(
      name, x.kernels.binary(function, x, y),
      OperationInput(a) { dy, dx in Broadcasting.addReduced(da(dy, x, y), to: shapeA, &dx) },
      OperationInput(b) { dy, dx in Broadcasting.addReduced(db(dy, x, y), to: shapeB, &dx) })
  }

  /// An operation of one tensor, element by element, that has a kernel of its own.
  static func unary(_ name: String, _ function: UnaryFunction, _ x: Tensor) -> Tensor {
    let y = x.kernels.unary(function, x.array)
    let array = x.array
    return operation(
      name, y,
      OperationInput(x) { dy, dx in
        dx.accumulate(array.shape, array.elementType) {
          dy.kernels.addUnaryGradient(function, x: array, y: y, dy: dy, &$0)
        }
      })
  }
}
