import ParlanceAutograd

/// An activation function as a value: what layers take and configurations hold.
///
/// The equation of each stands with the operation of its name.
public enum Activation: Sendable, Hashable, Codable {
  /// y = x.
  case identity
  case relu, relu6, sigmoid, tanh, selu, silu, mish, softsign, logSigmoid
  case hardTanh, hardSigmoid, hardSwish, softplus
  case leakyReLU(slope: Double = 0.01)
  case elu(alpha: Double = 1)
  case celu(alpha: Double = 1)
  case gelu(isApproximate: Bool = false)

  /// Applies the function element by element.
  public func callAsFunction(_ x: Tensor) -> Tensor {
    switch self {
    case .identity: x
    case .relu: ParlanceAutograd.relu(x)
    case .relu6: ParlanceAutograd.relu6(x)
    case .sigmoid: ParlanceAutograd.sigmoid(x)
    case .tanh: ParlanceAutograd.tanh(x)
    case .selu: ParlanceAutograd.selu(x)
    case .silu: ParlanceAutograd.silu(x)
    case .mish: ParlanceAutograd.mish(x)
    case .softsign: ParlanceAutograd.softsign(x)
    case .logSigmoid: ParlanceAutograd.logSigmoid(x)
    case .hardTanh: ParlanceAutograd.hardTanh(x)
    case .hardSigmoid: ParlanceAutograd.hardSigmoid(x)
    case .hardSwish: ParlanceAutograd.hardSwish(x)
    case .softplus: ParlanceAutograd.softplus(x)
    case .leakyReLU(let slope): leakyRelu(x, slope: slope)
    case .elu(let alpha): ParlanceAutograd.elu(x, alpha: alpha)
    case .celu(let alpha): ParlanceAutograd.celu(x, alpha: alpha)
    case .gelu(let isApproximate): ParlanceAutograd.gelu(x, isApproximate: isApproximate)
    }
  }
}
