/// The outer product yᵢⱼ = aᵢ bⱼ of two vectors: [M], [N] → [M, N].
public func outer(_ a: Tensor, _ b: Tensor) -> Tensor {
  guard a.shape.count == 1, b.shape.count == 1 else {
    fatalError("outer: expected two vectors, found shapes \(a.shape) and \(b.shape)")
  }
  return a.reshaped([a.shape[0], 1]) * b
}
