import ParlanceArrays

/// The sigmoid linear unit x σ(x), also named swish, element by element.
///
/// Elfwing et al., *Sigmoid-Weighted Linear Units*, 2018; Ramachandran et al., *Searching for
/// Activation Functions*, 2017.
public func silu(_ x: Tensor) -> Tensor { .unary("silu", .silu, x) }

/// Swish with its own steepness, x σ(βx), element by element.
public func swish(_ x: Tensor, beta: Double) -> Tensor {
  beta == 1 ? silu(x) : x * sigmoid(x * beta)
}
