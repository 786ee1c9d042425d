import ParlanceArrays

/// The leaky rectified linear unit: x for x > 0, else slope · x, element by element.
///
/// Its gradient at 0 is the slope. Maas et al., *Rectifier Nonlinearities*, 2013.
public func leakyRelu(_ x: Tensor, slope: Double = 0.01) -> Tensor {
  .unary("leakyRelu", .leakyRelu(slope: slope), x)
}
