import Foundation
import ParlanceArrays

/// e^x − 1, exact near 0, element by element.
public func expm1(_ x: Tensor) -> Tensor {
  .unary("expm1", x, { Foundation.expm1($0) }, derivative: { x, _ in Foundation.exp(x) })
}
