import ParlanceArrays
import ParlanceSystem

/// Numbers of [−1, 1) in double precision.
func random(_ shape: [Int], _ seed: UInt64) -> NDArray {
  var generator = RandomGenerator(seed: seed)
  return NDArray(uniform: -1..<1, shape: shape, .float64, using: &generator)
}

/// The greatest difference of two arrays.
func largest(_ a: NDArray, _ b: NDArray) -> Double {
  zip(a.doubles, b.doubles).map { abs($0 - $1) }.max()!
}
