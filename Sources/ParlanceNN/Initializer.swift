import ParlanceArrays

/// How a parameter's first values are drawn.
public enum Initializer: Sendable, Hashable {
  /// One value everywhere.
  case constant(Double)
  /// Uniform over (−limit, limit).
  case uniform(Double)
  /// Normal with mean 0 and the given deviation.
  case normal(Double)
  /// Uniform with variance 2 / (in + out). Glorot and Bengio, 2010.
  case xavier

  /// An array for a weight that maps `inputs` numbers to `outputs`.
  public func array(
    _ shape: [Int], inputs: Int, outputs: Int, using generator: inout RandomGenerator
  ) -> NDArray {
    switch self {
    case .constant(let value): NDArray(repeating: value, shape: shape)
    case .uniform(let limit): NDArray(uniform: -limit..<limit, shape: shape, using: &generator)
    case .normal(let deviation): NDArray(normal: deviation, shape: shape, using: &generator)
    case .xavier:
      Initializer.uniform((6 / Double(max(inputs + outputs, 1))).squareRoot())
        .array(shape, inputs: inputs, outputs: outputs, using: &generator)
    }
  }
}
