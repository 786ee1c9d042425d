import ParlanceArrays

extension Initializer {
  /// Uniform over (−limit, limit).
  public static func uniform(_ limit: Double) -> Initializer { uniform(-limit, limit) }

  /// Uniform over [low, high); traps where high is below low.
  public static func uniform(_ low: Double, _ high: Double) -> Initializer {
    guard low <= high else {
      fatalError("Initializer.uniform: expected low ≤ high, found \(low) and \(high)")
    }
    return Initializer { weight, generator in
      NDArray(uniform: low..<high, shape: weight.shape, weight.elementType, using: &generator)
    }
  }
}
