import Foundation
import ParlanceArrays

/// The inverse hyperbolic tangent, element by element.
public func atanh(_ x: Tensor) -> Tensor {
  .unary("atanh", x, { Foundation.atanh($0) }, derivative: { x, _ in 1 / (1 - x * x) })
}
