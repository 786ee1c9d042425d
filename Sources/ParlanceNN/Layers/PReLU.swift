import ParlanceArrays
import ParlanceAutograd

/// The rectified linear unit with a learned slope: y = x for x > 0, else slope · x; the shape stays.
///
/// He et al., *Delving Deep into Rectifiers*, 2015.
public final class PReLU: Layer {
  /// The slope: [1], or [C] for one each place of an axis.
  public let weight: Parameter
  private let axis: Int

  /// Creates a layer with one slope, or with `count` of them, one for each place of an axis.
  ///
  /// PyTorch has them on axis 1; the features of this library are on the last.
  public init(count: Int = 1, axis: Int = -1, slope: Double = 0.25) {
    weight = Parameter(repeating: slope, shape: [count])
    self.axis = axis
  }

  /// Applies the layer.
  public func callAsFunction(_ x: Tensor, _: Mode) -> Tensor {
    var shape = [Int](repeating: 1, count: x.shape.count)
    let place = axis < 0 ? axis + shape.count : axis
    if weight.shape != [1] {
      guard shape.indices.contains(place), x.shape[place] == weight.shape[0] else {
        fatalError("PReLU: \(weight.shape[0]) slopes on axis \(axis) of \(x.shape)")
      }
      shape[place] = weight.shape[0]
    }
    return prelu(x, weight.tensor.reshaped(shape))
  }
}
