import Foundation
import ParlanceArrays

/// The inverse cosine, element by element.
public func acos(_ x: Tensor) -> Tensor {
  .unary("acos", x, { Foundation.acos($0) }, derivative: { x, _ in -1 / (1 - x * x).squareRoot() })
}
