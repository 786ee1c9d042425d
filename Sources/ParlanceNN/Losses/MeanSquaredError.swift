import ParlanceAutograd

/// The squared error (y − t)², element by element, reduced: by default its mean.
public func meanSquaredError(
  _ outputs: Tensor, _ targets: Tensor, reduction: Reduction = .mean
) -> Tensor {
  reduction(square(outputs - targets))
}
