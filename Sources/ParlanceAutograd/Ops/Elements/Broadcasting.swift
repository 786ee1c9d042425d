import ParlanceArrays

/// Broadcasting, and its undoing, for all operations of several tensors.
///
/// Shapes are aligned at their last axis; an axis of length 1, or one that is missing, repeats.
enum Broadcasting {
  /// The common shape; traps with the operation's name where there is none.
  private static func shape(_ operation: String, _ a: [Int], _ b: [Int]) -> [Int] {
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

  static func shape(_ operation: String, _ shapes: [Int]...) -> [Int] {
    shapes.dropFirst().reduce(shapes[0]) { shape(operation, $0, $1) }
  }

  /// An array as an operand of a result of the shape: a single element stands for all places as it is.
  static func operand(_ x: NDArray, of shape: [Int]) -> NDArray {
    let count = shape.reduce(1, *)
    if x.count == count { return x.reshaped(shape) }
    return x.count == 1 ? x : x.kernels.expand(x, to: shape)
  }

  /// dx += dy, summed over the axes along which x was repeated.
  static func addReduced(_ dy: NDArray, to shape: [Int], _ dx: inout Gradient) {
    if dy.shape == shape { return dx.add(dy) }
    dx.accumulate(shape, like: dy) { dy.kernels.addReduced(dy, &$0) }
  }
}
