import ParlanceArrays
import ParlanceAutograd
import ParlanceNN
import ParlanceSystem
import ParlanceTestSupport
import Testing

extension GoldenCase {
  var reduction: Reduction {
    switch settings.string("reduction") {
    case "mean": .mean
    case "sum": .sum
    case "none": .none
    default: .batchMean
    }
  }

  /// Integers as class indices.
  func classes(_ name: String) -> [Int32] { integers(name).values.map { Int32($0) } }

  /// Integers as numbers without a gradient.
  func numbers(_ name: String, _ type: ElementType) -> Tensor {
    let found = integers(name)
    return Tensor(
      NDArray(float64: found.values.map(Double.init), shape: found.shape).cast(to: type))
  }
}

/// Expects the gradients of a loss to be central differences to 1e-6.
func expectLossGradients(
  _ inputs: [NDArray], _ location: SourceLocation = #_sourceLocation,
  _ function: ([Tensor]) -> Tensor
) {
  let check = checkGradient(inputs) { [function($0)] }
  #expect(check.error < 1e-6, "\(check)", sourceLocation: location)
}

/// Numbers from a uniform distribution, in double precision.
func spread(_ shape: [Int], in range: Range<Double> = -2..<2, seed: UInt64 = 1) -> NDArray {
  var generator = RandomGenerator(seed: seed)
  return NDArray(uniform: range, shape: shape, .float64, using: &generator)
}

/// Expects a message on the standard error of a process that ended.
func expectTrap(
  _ message: String, _ result: ExitTest.Result?, _ location: SourceLocation = #_sourceLocation
) {
  let text = String(decoding: result?.standardErrorContent ?? [], as: UTF8.self)
  #expect(text.contains(message), "\(text.prefix(300))", sourceLocation: location)
}
