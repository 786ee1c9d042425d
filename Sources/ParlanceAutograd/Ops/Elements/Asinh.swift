import Foundation
import ParlanceArrays

/// The inverse hyperbolic sine, element by element.
public func asinh(_ x: Tensor) -> Tensor {
  .unary("asinh", x, { Foundation.asinh($0) }, derivative: { x, _ in 1 / (x * x + 1).squareRoot() })
}
