import ParlanceAutograd

/// The negative log-likelihood of counts under Poisson distributions, without what does not depend on
/// the outputs; reduced.
///
/// e^x − t x for outputs x = ln λ; λ − t ln(λ + ε) for outputs λ.
///
/// - `isLog`: whether the outputs are ln λ.
/// - `isFull`: adds Stirling's approximation of ln t! = t ln t − t + ½ ln(2πt) for t > 1.
public func poissonNegativeLogLikelihood(
  _ outputs: Tensor, _ targets: Tensor, isLog: Bool = true, isFull: Bool = false,
  epsilon: Double = 1e-8, reduction: Reduction = .mean
) -> Tensor {
  var losses =
    isLog ? exp(outputs) - targets * outputs : outputs - targets * log(outputs + epsilon)
  if isFull {
    let stirling = targets * log(targets) - targets + log(targets * (2 * .pi)) * 0.5
    losses = losses + .where(targets .> 1, stirling, 0)
  }
  return reduction(losses)
}
