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

  /// Bounds the gradients of the parameters where they lie; returns their L2 norm before.
  ///
  /// The norm is NaN or infinite where one of the gradients is; they are then not scaled. As in
  /// PyTorch, the factor is limit / (norm + 10⁻⁶).
  @discardableResult
  public func clip(_ gradients: inout Gradients, parameters: [Parameter]) -> Double {
    let norm = Self.norm(of: gradients, parameters: parameters)
    switch self {
    case .none: break
    case .norm(let limit):
      if norm.isFinite, limit < norm + 1e-6 {
        gradients.update(parameters) { $0.kernels.scale(limit / (norm + 1e-6), &$0) }
      }
    case .value(let limit):
      gradients.update(parameters) { $0.kernels.clamp(-limit...limit, &$0) }
    }
    return norm
  }

  /// The L2 norm of all gradients together, in double precision, summed in the parameters' order.
  public static func norm(of gradients: Gradients, parameters: [Parameter]) -> Double {
    parameters.reduce(0.0) { sum, parameter in
      guard let numbers = gradients[gradient: parameter].numbers else { return sum }
      return sum + numbers.kernels.sumOfSquares(numbers)
    }.squareRoot()
  }
}

extension Gradients {
  /// The name of the first parameter whose gradient has a NaN or an infinity, or nil.
  public func firstNonFinite(
    of parameters: [(name: String, parameter: Parameter)]
  ) -> String? {
    parameters.first { _, parameter in
      self[gradient: parameter].numbers.map { !$0.kernels.allFinite($0) } ?? false
    }?.name
  }
}

extension Gradient {
  /// What is not zero by construction.
  fileprivate var numbers: NDArray? {
    switch self {
    case .zero: nil
    case .dense(let array): array
    case .rows(let rows): rows.values
    }
  }
}
