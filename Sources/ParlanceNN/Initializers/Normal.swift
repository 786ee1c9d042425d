import Foundation
import ParlanceArrays

extension Initializer {
  /// Normal with the given deviation.
  public static func normal(_ deviation: Double, mean: Double = 0) -> Initializer {
    Initializer { weight, generator in
      NDArray(
        normal: deviation, mean: mean, shape: weight.shape, weight.elementType, using: &generator)
    }
  }

  /// Normal with the given mean and deviation, under the condition that a value lies in
  /// [low, high].
  ///
  /// Drawn through the inverse of the distribution function, so that any interval takes the same
  /// time. Traps where high is below low, or the deviation is not positive.
  public static func truncatedNormal(
    _ deviation: Double = 1, mean: Double = 0, low: Double = -2, high: Double = 2
  ) -> Initializer {
    guard low <= high, deviation > 0 else {
      fatalError(
        "Initializer.truncatedNormal: expected low ≤ high and a deviation above 0, "
          + "found \(low), \(high) and \(deviation)")
    }
    let (a, b) = ((low - mean) / deviation, (high - mean) / deviation)
    // In the upper tail the distribution function is 1 to all digits; its mirror image is not.
    let (sign, from, to) = a > 0 ? (-1.0, -b, -a) : (1.0, a, b)
    let (bottom, top) = (normalShare(below: from), normalShare(below: to))
    return Initializer { weight, generator in
      let values = (0..<weight.shape.reduce(1, *)).map { _ in
        let z = normalQuantile(bottom + (top - bottom) * generator.uniform())
        return Swift.min(Swift.max(mean + sign * deviation * z, low), high)
      }
      return NDArray(float64: values, shape: weight.shape)
    }
  }
}

/// Φ(z), the share of the standard normal distribution below z.
private func normalShare(below z: Double) -> Double { erfc(-z / 2.0.squareRoot()) / 2 }

/// The z with Φ(z) = share: Acklam's rational approximation (relative error below 1.15 · 10⁻⁹), then
/// one step of Halley's method.
private func normalQuantile(_ share: Double) -> Double {
  if share <= 0 { return -.infinity }
  if share >= 1 { return .infinity }
  // 1 − share is exact from ½ on, and Φ is only exact in the lower tail.
  if share > 0.5 { return -normalQuantile(1 - share) }
  func polynomial(_ x: Double, _ coefficients: [Double]) -> Double {
    coefficients.reduce(0) { $0 * x + $1 }
  }
  let z: Double
  if share < 0.02425 {
    let q = (-2 * Double.log(share)).squareRoot()
    z = polynomial(q, tailNumerator) / polynomial(q, tailDenominator)
  } else {
    let q = share - 0.5
    z = q * polynomial(q * q, centreNumerator) / polynomial(q * q, centreDenominator)
  }
  let error = normalShare(below: z) - share
  let step = error * (2 * Double.pi).squareRoot() * Double.exp(z * z / 2)
  return step.isFinite ? z - step / (1 + z * step / 2) : z
}

private let centreNumerator = [
  -3.969683028665376e1, 2.209460984245205e2, -2.759285104469687e2, 1.383577518672690e2,
  -3.066479806614716e1, 2.506628277459239,
]
private let centreDenominator = [
  -5.447609879822406e1, 1.615858368580409e2, -1.556989798598866e2, 6.680131188771972e1,
  -1.328068155288572e1, 1,
]
private let tailNumerator = [
  -7.784894002430293e-3, -3.223964580411365e-1, -2.400758277161838, -2.549732539343734,
  4.374664141464968, 2.938163982698783,
]
private let tailDenominator = [
  7.784695709041462e-3, 3.224671290700398e-1, 2.445134137142996, 3.754408661907416, 1,
]
