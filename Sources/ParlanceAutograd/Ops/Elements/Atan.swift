import Foundation
import ParlanceArrays

/// The inverse tangent, element by element.
public func atan(_ x: Tensor) -> Tensor {
  .unary("atan", x, { Foundation.atan($0) }, derivative: { x, _ in 1 / (x * x + 1) })
}
