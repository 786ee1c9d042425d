import Foundation
import ParlanceArrays

/// The cosine, element by element.
public func cos(_ x: Tensor) -> Tensor {
  .unary("cos", x, { Foundation.cos($0) }, derivative: { x, _ in -Foundation.sin(x) })
}
