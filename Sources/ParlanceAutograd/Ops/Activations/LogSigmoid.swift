import Foundation
import ParlanceArrays

/// The logarithm of the sigmoid, ln σ(x) = −ln(1 + e^(−x)), element by element, without overflow.
public func logSigmoid(_ x: Tensor) -> Tensor {
  .unary(
    "logSigmoid", x,
    { ($0 > 0 ? 0 : $0) - Foundation.log1p(Foundation.exp(-$0.magnitude)) },
    derivative: { x, _ in
      let z = Foundation.exp(-x.magnitude)
      return (x < 0 ? 1 : z) / (1 + z)
    })
}
