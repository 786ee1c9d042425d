import Foundation
import ParlanceArrays

/// The remainder a − b ⌊a / b⌋, with the sign of b, element by element, under broadcasting.
public func remainder(_ a: Tensor, _ b: Tensor) -> Tensor {
  .binary(
    "remainder", a, b,
    { a, b in
      let rest = Foundation.fmod(a, b)
      return rest != 0 && (rest < 0) != (b < 0) ? rest + b : rest
    },
    derivatives: { _, _ in 1 }, { a, b in -(a / b).rounded(.down) })
}

/// The remainder of each element by a number.
public func remainder(_ a: Tensor, _ b: Double) -> Tensor { remainder(a, Tensor(b, a.elementType)) }
