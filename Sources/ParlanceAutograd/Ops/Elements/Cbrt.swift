import Foundation
import ParlanceArrays

/// The cube root, element by element.
public func cbrt(_ x: Tensor) -> Tensor {
  .unary("cbrt", x, { Foundation.cbrt($0) }, derivative: { _, y in 1 / (3 * y * y) })
}
