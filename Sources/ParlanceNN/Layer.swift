import ParlanceArrays
import ParlanceAutograd

/// A module from one tensor to one tensor: what `Sequential` and `Residual` are made of.
public protocol Layer: Module {
  /// Applies the layer; in training, with random masks from the mode's key.
  func callAsFunction(_ x: Tensor, _ mode: Mode) -> Tensor
}

extension Layer {
  /// Applies the layer in evaluation.
  public func callAsFunction(_ x: Tensor) -> Tensor { self(x, .evaluation) }
}
