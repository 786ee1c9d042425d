import ParlanceArrays

/// The logarithm of softmax over each of some stretches of a flat array; zeros between them.
package func logSoftmax(_ x: Tensor, _ segments: Segments) -> Tensor {
  let y = x.kernels.logSoftmax(x.array, segments)
  return .operation(
    "logSoftmax", y,
    OperationInput(x) { dy, dx in
      dx.accumulate(y.shape, like: y) {
        dy.kernels.addLogSoftmaxGradient(y: y, dy: dy, segments, &$0)
      }
    })
}
