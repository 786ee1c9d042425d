import ParlanceAutograd

/// An activation function as a value: what layers take and configurations hold.
public enum Activation: Sendable, Hashable, Codable {
  /// y = x.
  case identity
  /// y = max(0, x).
  case relu
  /// y = 1 / (1 + e⁻ˣ).
  case sigmoid
  /// y = tanh x.
  case tanh

  /// Applies the function element by element.
  public func callAsFunction(_ x: Tensor) -> Tensor {
    switch self {
    case .identity: x
    case .relu: ParlanceAutograd.relu(x)
    case .sigmoid: ParlanceAutograd.sigmoid(x)
    case .tanh: ParlanceAutograd.tanh(x)
    }
  }
}
