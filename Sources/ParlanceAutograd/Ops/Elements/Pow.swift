import Foundation
import ParlanceArrays

/// The power a^b, element by element, under broadcasting.
///
/// The gradient is 0 for a where b is 0, and 0 for b where a is 0 and b is not negative.
public func pow(_ a: Tensor, _ b: Tensor) -> Tensor {
  .binary(
    "pow", a, b, { Foundation.pow($0, $1) },
    derivatives: { a, b in b == 0 ? 0 : b * Foundation.pow(a, b - 1) },
    { a, b in a == 0 && b >= 0 ? 0 : Foundation.pow(a, b) * Foundation.log(a) })
}

/// The power of each element with one exponent.
public func pow(_ a: Tensor, _ b: Double) -> Tensor {
  switch b {
  case 2: square(a)
  case 0.5: sqrt(a)
  default: pow(a, Tensor(b, a.elementType))
  }
}

/// The powers of a number with each element as the exponent.
public func pow(_ a: Double, _ b: Tensor) -> Tensor { pow(Tensor(a, b.elementType), b) }
