import Foundation
import ParlanceArrays
import ParlanceAutograd
import Testing

/// Numbers from a normal distribution, in double precision.
func random(_ shape: [Int], seed: UInt64 = 1, deviation: Double = 1) -> NDArray {
  var generator = RandomGenerator(seed: seed)
  return NDArray(normal: deviation, shape: shape, .float64, using: &generator)
}

/// Numbers from the uniform distribution over a range, in double precision.
func random(_ shape: [Int], in range: Range<Double>, seed: UInt64 = 1) -> NDArray {
  var generator = RandomGenerator(seed: seed)
  return NDArray(uniform: range, shape: shape, .float64, using: &generator)
}

/// Expects the gradients of a function of one result to be central differences to 1e-6.
func expectGradients(
  _ inputs: [NDArray], _ location: SourceLocation = #_sourceLocation,
  _ function: ([Tensor]) -> Tensor
) {
  let check = checkGradient(inputs) { [function($0)] }
  #expect(check.error < 1e-6, "\(check)", sourceLocation: location)
}

/// Expects equal shapes, and elements that differ by at most tolerance · max(1, |expected|).
func expectClose(
  _ found: NDArray, _ expected: NDArray, tolerance: Double = 1e-6,
  _ location: SourceLocation = #_sourceLocation
) {
  #expect(found.shape == expected.shape, sourceLocation: location)
  for (index, (a, b)) in zip(found.doubles, expected.doubles).enumerated()
  where !(abs(a - b) <= tolerance * max(1, abs(b)) || a == b) {
    Issue.record("element \(index): expected \(b), found \(a)", sourceLocation: location)
    return
  }
}
