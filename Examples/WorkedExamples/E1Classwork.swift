import Parlance

/// E1. A recurrent network by hand: h ← U h + W x, labels from V h.
func classwork() {
  let u = Tensor(NDArray([2, 0, 1, 2], shape: [2, 2]))
  let w = Tensor(NDArray([2, 0, -1, 1, -1, 1], shape: [2, 3]))
  let v = Tensor(NDArray([1, 0, -1, 1, 0, 3], shape: [3, 2]))
  let labels = ["ADJ", "DET", "NOUN"]
  let words = [[1, 0, 0], [0, 0, 1]].map { Tensor(NDArray($0, shape: [3, 1])) }

  var h = Tensor(NDArray([1, -1], shape: [2, 1]))
  for (step, x) in words.enumerated() {
    h = matmul(u, h) + matmul(w, x)
    let scores = matmul(v, h)
    let o = softmax(scores.reshaped([3])).array.doubles
    let label = o.indices.max { o[$0] < o[$1] }!
    print("h\(step + 1) = \(text(h, 0)), V h = \(text(scores, 0)), \(labels[label]) (\(label))")
  }
}
