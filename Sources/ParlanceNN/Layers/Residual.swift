import ParlanceAutograd

/// A layer with its input added to its output: y = x + f(x).
///
/// He et al., *Deep Residual Learning for Image Recognition*, 2016.
public final class Residual: Layer {
  /// f.
  public let layer: any Layer

  /// Creates the sum of the identity and a layer.
  public init(_ layer: any Layer) { self.layer = layer }

  /// Applies the layer; traps where it does not keep the shape.
  public func callAsFunction(_ x: Tensor, _ mode: Mode) -> Tensor {
    let y = layer(x, mode)
    guard y.shape == x.shape else {
      fatalError("Residual: the layer makes \(y.shape) of \(x.shape)")
    }
    return x + y
  }
}
