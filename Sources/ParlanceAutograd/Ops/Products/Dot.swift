/// The dot product Σ aᵢ bᵢ of two vectors: [K], [K] → [].
public func dot(_ a: Tensor, _ b: Tensor) -> Tensor {
  guard a.shape.count == 1, a.shape == b.shape else {
    fatalError("dot: expected two vectors of one length, found shapes \(a.shape) and \(b.shape)")
  }
  return matmul(a, b)
}
