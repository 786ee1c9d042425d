import ParlanceArrays

/// How a recurrent layer's first values are drawn; nil stands for PyTorch's way, uniform over ±1/√H.
public struct RecurrentInitializer: Sendable {
  /// Of W, and of a projection.
  public var input: Initializer?
  /// Of U: [H, G·H]. For each gate's [H, H] by itself, take it `inBlocks` of the cell's `gateCount`.
  public var hidden: Initializer?
  /// Of both biases and the peepholes.
  public var bias: Initializer?
  /// The sum of the LSTM's two biases of f: 1 lets a new layer remember. Jozefowicz et al., *An
  /// Empirical Exploration of Recurrent Network Architectures*, 2015.
  public var forgetBias: Double?

  /// Creates a way to draw values; by default PyTorch's for weights, and biases of zero.
  public init(
    input: Initializer? = nil, hidden: Initializer? = nil, bias: Initializer? = .constant(0),
    forgetBias: Double? = nil
  ) {
    self.input = input
    self.hidden = hidden
    self.bias = bias
    self.forgetBias = forgetBias
  }

  /// Weights and biases as PyTorch's recurrent layers draw them.
  public static let pyTorch = RecurrentInitializer(bias: nil)

  /// A ReLU network that begins by keeping its state: U = I times a scale, W normal with deviation
  /// 0.001, biases of zero. Le, Jaitly and Hinton, 2015.
  public static func identity(scale: Double = 1) -> RecurrentInitializer {
    RecurrentInitializer(input: .normal(0.001), hidden: .identity(scale: scale))
  }

  /// Each gate's U orthogonal, W as Glorot and Bengio draw it, biases of zero.
  public static func orthogonal(_ cell: RecurrentCell) -> RecurrentInitializer {
    RecurrentInitializer(input: .xavier, hidden: .orthogonal().inBlocks(cell.gateCount))
  }
}
