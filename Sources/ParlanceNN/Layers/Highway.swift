import ParlanceArrays
import ParlanceAutograd
import ParlanceSystem

/// A highway layer y = g ⊙ f(x W + b) + (1 − g) ⊙ x with the gate g = σ(x W′ + b′): [.., D] → [.., D].
///
/// Srivastava et al., *Highway Networks*, 2015, eq. 3.
public final class Highway: Layer {
  /// What is carried out where the gate is open.
  public let transform: Linear
  /// The gate before its sigmoid.
  public let gate: Linear
  /// f.
  public let activation: Activation

  /// Creates a layer; a negative bias of the gate lets it begin with carrying its input on.
  public init(
    _ size: Int, activation: Activation = .relu, gateBias: Double = -1,
    initializer: Initializer = .xavier, using generator: inout RandomGenerator
  ) {
    transform = Linear(size, size, initializer: initializer, using: &generator)
    gate = Linear(size, size, initializer: initializer, using: &generator)
    gate.bias?.value = NDArray(repeating: gateBias, shape: [size])
    self.activation = activation
  }

  /// Applies the layer.
  public func callAsFunction(_ x: Tensor, _: Mode) -> Tensor {
    let open = sigmoid(gate(x))
    return open * activation(transform(x)) + (1 - open) * x
  }
}
