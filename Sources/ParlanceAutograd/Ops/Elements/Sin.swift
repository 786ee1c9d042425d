import Foundation
import ParlanceArrays

/// The sine, element by element.
public func sin(_ x: Tensor) -> Tensor {
  .unary("sin", x, { Foundation.sin($0) }, derivative: { x, _ in Foundation.cos(x) })
}
