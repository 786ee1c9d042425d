import Foundation
import ParlanceArrays

/// The inverse sine, element by element.
public func asin(_ x: Tensor) -> Tensor {
  .unary("asin", x, { Foundation.asin($0) }, derivative: { x, _ in 1 / (1 - x * x).squareRoot() })
}
