import ParlanceAutograd

/// Half the squared error ½ (y − t)², element by element, reduced.
public func halfSquaredError(
  _ outputs: Tensor, _ targets: Tensor, reduction: Reduction = .mean
) -> Tensor {
  reduction(square(outputs - targets) * 0.5)
}
