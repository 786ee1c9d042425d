import ParlanceArrays
import ParlanceAutograd
import ParlanceSystem

/// How a parameter's first values are drawn.
///
/// A matrix that maps `inputs` numbers to `outputs` lies as [inputs, outputs]; where a shape has more
/// axes, all but the last count as one. One of your own is a function from a `Weight` to its values.
public struct Initializer: Sendable {
  /// What values are asked for.
  public struct Weight: Sendable {
    /// The shape of the values.
    public let shape: [Int]
    /// The numbers that each output is a sum over (PyTorch's fan in).
    public let inputs: Int
    /// The numbers that each input goes to (fan out).
    public let outputs: Int
    /// The number format of the values.
    public let elementType: ElementType
  }

  let draw: @Sendable (Weight, inout RandomGenerator) -> NDArray

  /// Creates an initializer from a function that draws a weight's values.
  public init(_ draw: @escaping @Sendable (Weight, inout RandomGenerator) -> NDArray) {
    self.draw = draw
  }

  /// An array for a weight that maps `inputs` numbers to `outputs`.
  ///
  /// Traps where the function gives another shape than was asked for.
  public func array(
    _ shape: [Int], inputs: Int, outputs: Int, _ elementType: ElementType = .float32,
    using generator: inout RandomGenerator
  ) -> NDArray {
    FirstValues.array(shape, elementType) {
      let weight = Weight(shape: shape, inputs: inputs, outputs: outputs, elementType: elementType)
      let array = draw(weight, &generator)
      guard array.shape == shape else {
        fatalError("Initializer: expected shape \(shape), found \(array.shape)")
      }
      return array.cast(to: elementType)
    }
  }

  /// An array for a weight [inputs, outputs], or for any shape where the last axis is the outputs.
  public func array(
    _ shape: [Int], _ elementType: ElementType = .float32,
    using generator: inout RandomGenerator
  ) -> NDArray {
    array(
      shape, inputs: shape.dropLast().reduce(1, *), outputs: shape.last ?? 1, elementType,
      using: &generator)
  }

  /// The same for a weight of several equal blocks beside each other along the last axis, each drawn
  /// by itself: a recurrent layer's gates, say, each with an orthogonal matrix.
  public func inBlocks(_ count: Int) -> Initializer {
    Initializer { weight, generator in
      guard let width = weight.shape.last, count > 0, width % count == 0 else {
        fatalError("Initializer.inBlocks: \(count) blocks do not fit shape \(weight.shape)")
      }
      var whole = NDArray(zeros: weight.shape, .float64)
      for block in 0..<count {
        let part = array(
          weight.shape.dropLast() + [width / count], inputs: weight.inputs,
          outputs: weight.outputs, .float64, using: &generator)
        let axis = weight.shape.count - 1
        whole.kernels.addSlice(part, axis: axis, start: block * (width / count), &whole)
      }
      return whole
    }
  }
}

extension Initializer.Weight {
  /// Rows and columns of the values as a matrix: all axes but the last, and the last.
  func matrix(_ name: String) -> (rows: Int, columns: Int) {
    guard shape.count > 1 else {
      fatalError("Initializer.\(name): expected 2 axes or more, found shape \(shape)")
    }
    return (shape.dropLast().reduce(1, *), shape[shape.count - 1])
  }
}
