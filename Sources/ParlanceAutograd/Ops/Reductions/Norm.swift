import ParlanceArrays

extension Tensor {
  /// The norm (Σ |x|ᵖ)^(1/p) over some axes; without axes named, over all.
  ///
  /// p = 2 is the Euclidean norm, 1 the sum of sizes, ±∞ the greatest or least size, 0 the count of
  /// nonzero elements. The gradient where the norm is 0 is 0.
  public func norm(_ p: Double = 2, axes: [Int]? = nil, keepingAxes: Bool = false) -> Tensor {
    reduced("norm", .norm(p), axes, keepingAxes: keepingAxes)
  }

  /// The norm over one axis.
  public func norm(_ p: Double = 2, axis: Int, keepingAxes: Bool = false) -> Tensor {
    norm(p, axes: [axis], keepingAxes: keepingAxes)
  }
}
