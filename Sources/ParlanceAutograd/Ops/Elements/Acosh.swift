import Foundation
import ParlanceArrays

/// The inverse hyperbolic cosine, element by element.
public func acosh(_ x: Tensor) -> Tensor {
  .unary("acosh", x, { Foundation.acosh($0) }, derivative: { x, _ in 1 / (x * x - 1).squareRoot() })
}
