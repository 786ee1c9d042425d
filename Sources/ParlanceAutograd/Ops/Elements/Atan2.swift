import Foundation
import ParlanceArrays

/// The angle of the point (x, y) in −π … π, element by element, under broadcasting.
public func atan2(_ y: Tensor, _ x: Tensor) -> Tensor {
  .binary(
    "atan2", y, x, { Foundation.atan2($0, $1) },
    derivatives: { y, x in x == 0 && y == 0 ? 0 : x / (y * y + x * x) },
    { y, x in x == 0 && y == 0 ? 0 : -y / (y * y + x * x) })
}
