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
    derivatives: { _, _ in 1 },
    { a, b in
      // As in PyTorch, whole numbers of b are counted without the rounding of a / b.
      if b == 0 { return -a / b }
      let rest = Foundation.fmod(a, b)
      let whole = ((a - rest) / b).rounded()
      return rest != 0 && (rest < 0) != (b < 0) ? 1 - whole : -whole
    })
}

/// The remainder of each element by a number.
public func remainder(_ a: Tensor, _ b: Double) -> Tensor { remainder(a, Tensor(b, a.elementType)) }
