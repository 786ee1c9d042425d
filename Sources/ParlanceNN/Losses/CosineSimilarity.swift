import ParlanceAutograd

/// The cosine Σ a b / (max(‖a‖, ε) max(‖b‖, ε)) of vectors along an axis, under broadcasting: [.., D,
/// ..] → [.., ..].
public func cosineSimilarity(
  _ a: Tensor, _ b: Tensor, axis: Int = -1, epsilon: Double = 1e-8
) -> Tensor {
  func direction(_ x: Tensor) -> Tensor {
    x / clamp(x.norm(axis: axis, keepingAxes: true), min: epsilon)
  }
  // Expanded first: a vector of one element that repeats has the norm of its repetition.
  let pair = a.shape == b.shape ? [a, b] : broadcast([a, b])
  return (direction(pair[0]) * direction(pair[1])).sum(axis: axis)
}
