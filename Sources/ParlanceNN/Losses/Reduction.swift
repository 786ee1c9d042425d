import ParlanceAutograd

/// What becomes of the losses of single elements or examples.
public enum Reduction: Sendable, CaseIterable {
  /// Their mean; NaN for none at all.
  case mean
  /// Their sum.
  case sum
  /// Nothing: each for itself.
  case none
  /// Their sum divided by the length of the first axis, the number of examples in a batch.
  case batchMean

  /// The reduced losses: any shape → [], or as they are.
  func callAsFunction(_ losses: Tensor) -> Tensor {
    switch self {
    case .mean: losses.mean()
    case .sum: losses.sum()
    case .none: losses
    case .batchMean: losses.sum() / Double(losses.shape.first ?? 1)
    }
  }
}
