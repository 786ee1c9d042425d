import ParlanceArrays
import ParlanceAutograd

/// How gradients are bounded before an update.
public enum Clipping: Codable, Sendable, Equatable {
  /// Not at all.
  case none
  /// All gradients together are scaled so that their L2 norm is at most this. Pascanu et al., 2013.
  case norm(Double)
  /// Each element is cut to ± this.
  case value(Double)

  /// Bounds the gradients of the parameters; returns their L2 norm before.
  ///
  /// The norm is NaN or infinite where one of the gradients is. As in PyTorch, the factor is
  /// limit / (norm + 10⁻⁶).
  public func clip(_ gradients: inout Gradients, parameters: [Parameter]) -> Double {
    let norm = Self.norm(of: gradients, parameters: parameters)
    switch self {
    case .none: break
    case .norm(let limit):
      if norm.isFinite, limit < norm + 1e-6 {
        gradients.updateEach { $0.kernels.scale(limit / (norm + 1e-6), &$0) }
      }
    case .value(let limit): gradients.updateEach { $0.kernels.clamp(-limit...limit, &$0) }
    }
    return norm
  }

  /// The L2 norm of all gradients together, summed in the order of the parameters.
  public static func norm(of gradients: Gradients, parameters: [Parameter]) -> Double {
    parameters.reduce(0.0) { sum, parameter in
      switch gradients[gradient: parameter] {
      case .zero: sum
      case .dense(let array): sum + array.kernels.sumOfSquares(array)
      case .rows(let rows): sum + rows.values.kernels.sumOfSquares(rows.values)
      }
    }.squareRoot()
  }
}
