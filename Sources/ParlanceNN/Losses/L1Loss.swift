import ParlanceAutograd

/// The absolute error |y − t|, element by element, reduced; its gradient is 0 where y = t.
public func l1Loss(
  _ outputs: Tensor, _ targets: Tensor, reduction: Reduction = .mean
) -> Tensor {
  reduction(abs(outputs - targets))
}
