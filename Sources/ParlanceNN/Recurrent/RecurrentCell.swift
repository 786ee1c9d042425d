import ParlanceArrays

/// The kinds of recurrent cell; ⊙ is the product element by element, gates stand in the given order.
public enum RecurrentCell: String, Sendable, Codable, CaseIterable {
  /// h′ = tanh(x W + b + h U + b′). Elman, 1990.
  case rnn
  /// h′ = max(0, x W + b + h U + b′).
  case rnnReLU = "rnn-relu"
  /// i, f, o = σ(·), g = tanh(·); c′ = f ⊙ c + i ⊙ g, h′ = o ⊙ tanh(c′). Gers et al., 2000.
  case lstm
  /// r, z = σ(·), n = tanh(x W + b + r ⊙ (h U + b′)); h′ = (1 − z) ⊙ n + z ⊙ h. As PyTorch's.
  case gru
  /// n = tanh(x W + b + (r ⊙ h) U + b′), all else as `gru`. Cho et al., 2014.
  case gruResetBefore = "gru-reset-before"

  /// How many gates lie beside each other in the weights.
  public var gateCount: Int { kind.gateCount }

  var kind: RecurrentKind {
    switch self {
    case .rnn: .tanh
    case .rnnReLU: .relu
    case .lstm: .lstm
    case .gru: .gru
    case .gruResetBefore: .gruResetBefore
    }
  }
}
