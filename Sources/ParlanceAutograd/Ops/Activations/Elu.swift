import ParlanceArrays

/// The exponential linear unit: x for x > 0, else alpha · (e^x − 1), element by element.
///
/// Clevert et al., *Fast and Accurate Deep Network Learning by Exponential Linear Units*, 2016.
public func elu(_ x: Tensor, alpha: Double = 1) -> Tensor {
  .unary("elu", .elu(alpha: alpha, scale: 1, inputScale: 1), x)
}
