import Foundation
import ParlanceArrays

/// The remainder a − b trunc(a / b), with the sign of a, element by element, under broadcasting.
public func fmod(_ a: Tensor, _ b: Tensor) -> Tensor {
  .binary(
    "fmod", a, b, { Foundation.fmod($0, $1) },
    derivatives: { _, _ in 1 }, { a, b in -(a / b).rounded(.towardZero) })
}

/// The remainder of each element by a number.
public func fmod(_ a: Tensor, _ b: Double) -> Tensor { fmod(a, Tensor(b, a.elementType)) }
