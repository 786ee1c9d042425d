import ParlanceArrays
import ParlanceAutograd

/// Numbers that a module keeps beside its parameters: no gradient flows to them and no update rule
/// changes them, but they are saved and loaded with the model.
public final class Buffer {
  /// The values; traps when set to another shape.
  public var value: NDArray {
    didSet {
      guard value.shape == shape else {
        fatalError("Buffer \(name ?? ""): expected shape \(shape), found \(value.shape)")
      }
    }
  }
  /// The name within its module, where that differs from the property's.
  public let name: String?
  /// The shape of the values.
  public let shape: [Int]

  /// Creates a buffer.
  public init(_ value: NDArray, name: String? = nil) {
    self.value = value
    self.name = name
    shape = value.shape
  }

  /// Creates a buffer that begins with one value in all places, 0 unless another is given.
  public convenience init(repeating value: Double = 0, shape: [Int], name: String? = nil) {
    self.init(FirstValues.array(shape) { NDArray(repeating: value, shape: shape) }, name: name)
  }
}
