import ParlanceAutograd

/// A function without parameters as a layer, for `Sequential`: an activation, or any other.
public final class Function: Layer {
  private let body: (Tensor) -> Tensor

  /// Creates a layer from a function: `Function(relu)`, `Function { softmax($0) }`.
  public init(_ body: @escaping (Tensor) -> Tensor) { self.body = body }

  /// Creates a layer from an activation.
  public convenience init(_ activation: Activation) { self.init { activation($0) } }

  /// Applies the function.
  public func callAsFunction(_ x: Tensor, _: Mode) -> Tensor { body(x) }
}
