import ParlanceAutograd

/// The L2 penalty λ Σ w² over all elements of some parameters: a part of the loss, []. Zero for none.
public func l2Penalty(_ parameters: [Parameter], _ lambda: Double) -> Tensor {
  penalty(parameters, lambda) { square($0) }
}

/// The L1 penalty λ Σ |w| over all elements of some parameters, whose gradient at 0 is 0: a part of
/// the loss, []. Zero for none.
public func l1Penalty(_ parameters: [Parameter], _ lambda: Double) -> Tensor {
  penalty(parameters, lambda) { abs($0) }
}

private func penalty(
  _ parameters: [Parameter], _ lambda: Double, _ function: (Tensor) -> Tensor
) -> Tensor {
  let sums = parameters.map { function($0.tensor).sum() }
  guard let first = sums.first else { return Tensor(0) }
  return sums.dropFirst().reduce(first, +) * lambda
}
