import Parlance

/// A7. 500 windows of 300 numbers, 5 classes: one product for each window, or one for all.
func loopAgainstMatrix() {
  var generator = RandomGenerator(seed: 1)
  let weight = Tensor(NDArray(uniform: 0..<1, shape: [300, 5], using: &generator))
  let windows = Tensor(NDArray(uniform: 0..<1, shape: [500, 300], using: &generator))
  let list = (0..<500).map { windows.slice(axis: 0, $0..<$0 + 1) }

  /// The best of several runs, in microseconds.
  func time(_ body: () -> Void) -> Double {
    (0..<20).map { _ in ContinuousClock().measure(body) / .microseconds(1) }.min()!
  }
  let loop = time { for window in list { _ = matmul(window, weight) } }
  let matrix = time { _ = matmul(windows, weight) }

  let one = matmul(windows, weight).array.floats
  let many = list.flatMap { matmul($0, weight).array.floats }
  let difference = zip(one, many).map { abs($0 - $1) }.max()!
  print("greatest difference: \(difference < 1e-4 ? "none" : "\(difference)")")
  print("loop:       \(text(loop, 1)) µs")
  print("one matrix: \(text(matrix, 1)) µs")
  print("ratio:      \(text(loop / matrix, 1))")
}
