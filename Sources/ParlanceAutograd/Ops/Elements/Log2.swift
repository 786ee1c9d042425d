import Foundation
import ParlanceArrays

/// The binary logarithm, element by element.
public func log2(_ x: Tensor) -> Tensor {
  .unary("log2", x, { Foundation.log2($0) }, derivative: { x, _ in 1 / (x * Foundation.log(2)) })
}
