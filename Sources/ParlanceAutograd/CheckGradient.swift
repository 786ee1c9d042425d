import ParlanceArrays
import ParlanceSystem

/// How far an operation's gradients are from central differences.
public struct GradientCheck: Sendable {
  /// The greatest |analytic − numeric| / max(1, |analytic|, |numeric|) over all inputs' elements.
  public let error: Double
  /// Where that was: the input's place in the list, and the element's in row-major order.
  public let input: Int
  public let element: Int
  public let analytic: Double
  public let numeric: Double
}

/// Compares the gradients of a function with central differences, in float64.
///
/// The outputs are multiplied with random numbers before they are summed, so that errors cannot
/// cancel as they do under `.sum()`. Traps for float32 inputs.
///
/// - Parameters:
///   - inputs: the points; each becomes a parameter.
///   - step: h in (f(x + h) − f(x − h)) / 2h.
///   - seed: of the random numbers.
///   - function: what to check; must be a function of its arguments alone.
public func checkGradient(
  _ inputs: [NDArray], step: Double = 1e-5, seed: UInt64 = 0, _ function: ([Tensor]) -> [Tensor]
) -> GradientCheck {
  guard inputs.allSatisfy({ $0.elementType == .float64 }) else {
    fatalError("checkGradient: expected float64 inputs")
  }
  let parameters = inputs.map { Parameter($0) }
  var generator = RandomGenerator(seed: seed)
  let cotangents = withoutGraph { function(inputs.map { Tensor($0) }) }.map {
    NDArray(normal: 1, shape: $0.shape, .float64, using: &generator)
  }
  func objective(_ tensors: [Tensor]) -> Tensor {
    zip(function(tensors), cotangents).reduce(Tensor(0, .float64)) {
      $0 + ($1.0 * Tensor($1.1)).sum()
    }
  }
  let gradients = objective(parameters.map(\.tensor)).backward()
  var worst = GradientCheck(error: 0, input: 0, element: 0, analytic: 0, numeric: 0)
  for (place, input) in inputs.enumerated() {
    let analytic = gradients[parameters[place]].doubles
    for element in 0..<input.count {
      func value(_ offset: Double) -> Double {
        var moved = inputs
        moved[place][flat: element] += offset
        return withoutGraph { objective(moved.map { Tensor($0) }).item }
      }
      let numeric = (value(step) - value(-step)) / (2 * step)
      let scale = max(1, abs(analytic[element]), abs(numeric))
      let error = abs(analytic[element] - numeric) / scale
      // Not a number counts as the greatest error.
      if !(error <= worst.error) {
        worst = GradientCheck(
          error: error.isNaN ? .infinity : error, input: place, element: element,
          analytic: analytic[element], numeric: numeric)
      }
    }
  }
  return worst
}
