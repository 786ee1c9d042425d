import Foundation
import ParlanceArrays

/// The error function 2/√π ∫₀ˣ e^(−t²) dt, element by element.
public func erf(_ x: Tensor) -> Tensor {
  .unary(
    "erf", x, { Foundation.erf($0) },
    derivative: { x, _ in 2 / Double.pi.squareRoot() * Foundation.exp(-x * x) })
}
