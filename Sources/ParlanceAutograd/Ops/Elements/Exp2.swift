import Foundation
import ParlanceArrays

/// 2^x, element by element.
public func exp2(_ x: Tensor) -> Tensor {
  .unary("exp2", x, { Foundation.exp2($0) }, derivative: { _, y in y * Foundation.log(2) })
}
