import Foundation
import ParlanceArrays

/// The natural logarithm ln(1 + x), exact near 0, element by element.
public func log1p(_ x: Tensor) -> Tensor {
  .unary("log1p", x, { Foundation.log1p($0) }, derivative: { x, _ in 1 / (x + 1) })
}
