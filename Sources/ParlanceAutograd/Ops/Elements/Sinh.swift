import Foundation
import ParlanceArrays

/// The hyperbolic sine, element by element.
public func sinh(_ x: Tensor) -> Tensor {
  .unary("sinh", x, { Foundation.sinh($0) }, derivative: { x, _ in Foundation.cosh(x) })
}
