import Foundation
import ParlanceArrays
import ParlanceAutograd
import ParlanceSystem
import ParlanceTestSupport
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

/// Expects an operation's values and gradients to be those of a golden file, in both precisions.
func expectGolden(
  _ name: String, _ location: SourceLocation = #_sourceLocation, _ operation: (Tensor) -> Tensor
) throws {
  let golden = try GoldenFile(name)
  let names = ["x", "dy", "y", "dx"]
  let arrays = try names.map { try golden[$0] }
  // Single precision does not reach as far as the files do.
  let inReach = arrays[0].doubles.indices.filter { index in
    arrays.allSatisfy { $0[flat: index] == 0 || (1e-30..<1e30).contains(abs($0[flat: index])) }
  }
  for (type, tolerance) in precisions {
    let x = Parameter(arrays[0].cast(to: type))
    let y = operation(x.tensor)
    let dx = y.backward(arrays[1].cast(to: type))[x]
    #expect(y.shape == arrays[2].shape && dx.shape == arrays[3].shape, sourceLocation: location)
    for index in type == .float64 ? Array(0..<dx.count) : inReach {
      for (found, expected) in [(y.array, arrays[2]), (dx, arrays[3])] {
        let (a, b) = (found[flat: index], expected[flat: index])
        #expect(
          abs(a - b) <= tolerance * max(1, abs(b)), "element \(index), \(type)",
          sourceLocation: location)
      }
    }
  }
}

/// Expects a message on the standard error of a process that ended.
func expectMessage(
  _ message: String, _ result: ExitTest.Result?, _ location: SourceLocation = #_sourceLocation
) {
  let text = String(decoding: result?.standardErrorContent ?? [], as: UTF8.self)
  #expect(text.contains(message), "\(text.prefix(300))", sourceLocation: location)
}

/// Shapes that broadcast, with sizes 0 and 1.
let broadcastShapes: [([Int], [Int])] = [
  ([], []), ([3], [3]), ([2, 3], [3]), ([3], [2, 3]), ([2, 1], [1, 3]), ([4, 1, 2], [3, 1]),
  ([2, 3], []), ([1], [2, 2]), ([0], [1]), ([0, 3], [3]), ([1, 1], [1]),
]

/// Shapes for operations of one tensor.
let someShapes: [[Int]] = [[], [0], [1], [5], [2, 0], [2, 3, 2]]
