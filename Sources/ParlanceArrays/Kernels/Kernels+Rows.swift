/// Functions of each row of the last axis.
package protocol RowKernels: Sendable {
  /// Softmax over the last axis.
  func softmax(_ x: NDArray, logarithm: Bool) -> NDArray
  /// Softmax over the first `limits[row]` places of each row of the last axis, zeros after them; a
  /// row whose places are all −∞ becomes zeros.
  func softmax(_ x: NDArray, limits: [Int32]) -> NDArray
  /// dx += the gradient of softmax (or log-softmax) with output y.
  func addSoftmaxGradient(y: NDArray, dy: NDArray, logarithm: Bool, _ dx: inout NDArray)
  /// For logits [N, V] and N targets: the losses [N] in nats, and scale · (softmax(logits) −
  /// onehot(target)) [N, V]. Where the target equals `ignoring`, both are zero.
  func crossEntropy(
    _ logits: NDArray, targets: [Int32], ignoring: Int32, scale: Double
  ) -> (losses: NDArray, gradient: NDArray)
  /// For logits [N, 1 + K] with the target first: BlackOut's losses [N] in nats, see `blackOutLoss`, and
  /// scale times their gradient [N, 1 + K].
  func blackOut(
    _ logits: NDArray, scale: Double
  ) -> (losses: NDArray, gradient: NDArray)
  /// Over the last axis: normalized [.., D], and 1/deviation [rows].
  func normalize(_ x: NDArray, epsilon: Double) -> (normalized: NDArray, inverse: NDArray)
  /// dx += the gradient of `normalize`.
  func addNormalizeGradient(
    normalized: NDArray, inverse: NDArray, dy: NDArray, _ dx: inout NDArray)
  /// The greatest of the first lengths[b] steps, and which step it is, as a number that is exact up to 2²⁴:
  /// [B, T, D] → twice [B, D]; 0 and −1 for no step. NaN counts as the greatest.
  func maxOverTime(_ x: NDArray, lengths: [Int32]) -> (values: NDArray, steps: NDArray)
  /// dx += the gradient of `maxOverTime`: dx [B, T, D].
  func addMaxOverTimeGradient(steps: NDArray, dy: NDArray, _ dx: inout NDArray)
  /// The greatest x[i] + x[j] − z[k] over each block of columns, for rows i, j, k: three of `rows` for
  /// each answer; NaN is not greater. x [R, W] → [⌈W / blockWidth⌉, rows / 3].
  func greatestSums(
    _ x: NDArray, minus z: NDArray, _ rows: [Int32], blockWidth: Int
  ) -> NDArray
}

extension PartialKernels {
  package func softmax(_ x: NDArray, logarithm: Bool) -> NDArray {
    standIn().softmax(x, logarithm: logarithm)
  }

  package func softmax(_ x: NDArray, limits: [Int32]) -> NDArray {
    standIn().softmax(x, limits: limits)
  }

  package func addSoftmaxGradient(y: NDArray, dy: NDArray, logarithm: Bool, _ dx: inout NDArray) {
    standIn().addSoftmaxGradient(y: y, dy: dy, logarithm: logarithm, &dx)
  }

  package func crossEntropy(
    _ logits: NDArray, targets: [Int32], ignoring: Int32, scale: Double
  ) -> (losses: NDArray, gradient: NDArray) {
    standIn().crossEntropy(logits, targets: targets, ignoring: ignoring, scale: scale)
  }

  package func blackOut(
    _ logits: NDArray, scale: Double
  ) -> (losses: NDArray, gradient: NDArray) {
    standIn().blackOut(logits, scale: scale)
  }

  package func normalize(_ x: NDArray, epsilon: Double) -> (normalized: NDArray, inverse: NDArray) {
    standIn().normalize(x, epsilon: epsilon)
  }

  package func addNormalizeGradient(
    normalized: NDArray, inverse: NDArray, dy: NDArray, _ dx: inout NDArray
  ) {
    standIn().addNormalizeGradient(normalized: normalized, inverse: inverse, dy: dy, &dx)
  }

  package func maxOverTime(_ x: NDArray, lengths: [Int32]) -> (values: NDArray, steps: NDArray) {
    standIn().maxOverTime(x, lengths: lengths)
  }

  package func addMaxOverTimeGradient(steps: NDArray, dy: NDArray, _ dx: inout NDArray) {
    standIn().addMaxOverTimeGradient(steps: steps, dy: dy, &dx)
  }

  package func greatestSums(
    _ x: NDArray, minus z: NDArray, _ rows: [Int32], blockWidth: Int
  ) -> NDArray {
    standIn().greatestSums(x, minus: z, rows, blockWidth: blockWidth)
  }
}

extension Kernels {
  package func crossEntropy(
    _ logits: NDArray, targets: [Int32], ignoring: Int32
  ) -> (losses: NDArray, gradient: NDArray) {
    crossEntropy(logits, targets: targets, ignoring: ignoring, scale: 1)
  }
}
