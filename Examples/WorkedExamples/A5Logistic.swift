import Parlance

/// A5. A binary log-linear model is a network of one layer: the softmax over w·φ and −w·φ is the
/// sigmoid of 2 w·φ. And with n labels it is one linear layer under a softmax.
func logistic() {
  let w = Tensor(NDArray(float64: [0.4, -0.3, 1.1]))
  let features = Tensor(NDArray(float64: [1, 2, 0.5, -1, 0.25, 1], shape: [2, 3]))

  let score = linear(features, w.reshaped([3, 1]))
  let loglinear = softmax(concatenate([score, -score], axis: 1)).slice(axis: 1, 0..<1)
  let formula = 1 / (1 + exp(-2 * score))
  let network = sigmoid(linear(features, (2 * w).reshaped([3, 1])))

  print("softmax of (w·φ, −w·φ):  \(text(loglinear, 6))")
  print("1 / (1 + exp(−2 w·φ)):   \(text(formula, 6))")
  print("one unit, weights 2 w:   \(text(network, 6))")

  let labels = Tensor(
    NDArray(float64: [0.4, 0.1, -0.2, -0.3, 0.6, 0.9, 1.1, 0, -0.5], shape: [3, 3]))
  let scores = exp(matmul(features, labels))
  let ones = Tensor(NDArray(repeating: 1, shape: [3, 1], .float64))
  print("three labels, by hand:   \(text(scores / matmul(scores, ones), 6))")
  print("one layer, softmax:      \(text(softmax(linear(features, labels)), 6))")
}
