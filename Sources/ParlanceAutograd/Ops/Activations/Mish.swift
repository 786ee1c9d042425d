import Foundation
import ParlanceArrays

/// Mish x tanh(ln(1 + e^x)), element by element.
///
/// Misra, *Mish: A Self Regularized Non-Monotonic Activation Function*, 2020.
public func mish(_ x: Tensor) -> Tensor {
  .unary(
    "mish", x, { $0 * Foundation.tanh(Foundation.log1p(Foundation.exp($0))) },
    derivative: { x, _ in
      let t = Foundation.tanh(Foundation.log1p(Foundation.exp(x)))
      return t + x * (1 - t * t) / (1 + Foundation.exp(-x))
    })
}
