import Foundation
import ParlanceArrays

/// The decimal logarithm, element by element.
public func log10(_ x: Tensor) -> Tensor {
  .unary("log10", x, { Foundation.log10($0) }, derivative: { x, _ in 1 / (x * Foundation.log(10)) })
}
