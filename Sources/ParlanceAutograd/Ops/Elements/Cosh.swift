import Foundation
import ParlanceArrays

/// The hyperbolic cosine, element by element.
public func cosh(_ x: Tensor) -> Tensor {
  .unary("cosh", x, { Foundation.cosh($0) }, derivative: { x, _ in Foundation.sinh(x) })
}
