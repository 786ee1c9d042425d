import Foundation
import ParlanceArrays

/// The tangent, element by element.
public func tan(_ x: Tensor) -> Tensor {
  .unary("tan", x, { Foundation.tan($0) }, derivative: { _, y in 1 + y * y })
}
