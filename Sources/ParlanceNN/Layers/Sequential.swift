import ParlanceAutograd

/// Layers one after the other; parameters are named by the layers' places, as in PyTorch: `0.weight`.
public final class Sequential: Layer {
  /// The layers, from the input on.
  public let layers: [any Layer]

  public var parts: [(name: String, value: Any)] {
    layers.enumerated().map { ("\($0)", $1) }
  }

  /// Creates a layer that applies the given ones in order; of none, the identity.
  public init(_ layers: any Layer...) { self.layers = layers }

  /// Creates a layer that applies the given ones in order; of none, the identity.
  public init(_ layers: [any Layer]) { self.layers = layers }

  /// Applies all layers, each with a part of the mode of its own.
  public func callAsFunction(_ x: Tensor, _ mode: Mode) -> Tensor {
    layers.enumerated().reduce(x) { $1.element($0, mode.part("layer", $1.offset)) }
  }
}
