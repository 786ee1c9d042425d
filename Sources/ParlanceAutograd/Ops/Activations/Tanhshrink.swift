import Foundation
import ParlanceArrays

/// Tanhshrink x − tanh(x), element by element.
public func tanhshrink(_ x: Tensor) -> Tensor {
  .unary(
    "tanhshrink", x, { $0 - Foundation.tanh($0) },
    derivative: { x, _ in Foundation.tanh(x) * Foundation.tanh(x) })
}
