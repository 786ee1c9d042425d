import ParlanceArrays
import ParlanceSystem

// Constants, by the initialisers of their arrays.
extension Tensor {
  /// Creates a constant with one value in all places.
  public init(repeating value: Double, shape: [Int], _ elementType: ElementType = .float32) {
    self.init(NDArray(repeating: value, shape: shape, elementType))
  }

  /// Creates zeros.
  public init(zeros shape: [Int], _ elementType: ElementType = .float32) {
    self.init(NDArray(zeros: shape, elementType))
  }

  /// Creates ones.
  public init(ones shape: [Int], _ elementType: ElementType = .float32) {
    self.init(NDArray(ones: shape, elementType))
  }

  /// Creates zeros of another tensor's shape and element type.
  public init(zerosLike other: Tensor) { self.init(NDArray(zerosLike: other.array)) }

  /// Creates ones of another tensor's shape and element type.
  public init(onesLike other: Tensor) { self.init(NDArray(onesLike: other.array)) }

  /// Creates the numbers start, start + step, … before `end`.
  public init(
    from start: Double, to end: Double, by step: Double = 1, _ elementType: ElementType = .float32
  ) {
    self.init(NDArray(from: start, to: end, by: step, elementType))
  }

  /// Creates `count` numbers at equal distances from `start` to `end`, both included.
  public init(
    from start: Double, through end: Double, count: Int, _ elementType: ElementType = .float32
  ) {
    self.init(NDArray(from: start, through: end, count: count, elementType))
  }

  /// Creates a matrix with ones where column = row + diagonal, zeros elsewhere.
  public init(
    identity rows: Int, columns: Int? = nil, diagonal: Int = 0,
    _ elementType: ElementType = .float32
  ) {
    self.init(NDArray(identity: rows, columns: columns, diagonal: diagonal, elementType))
  }

  /// Creates numbers from the uniform distribution over [lower, upper).
  public init(
    uniform range: Range<Double>, shape: [Int], _ elementType: ElementType = .float32,
    using generator: inout RandomGenerator
  ) {
    self.init(NDArray(uniform: range, shape: shape, elementType, using: &generator))
  }

  /// Creates numbers from a normal distribution.
  public init(
    normal deviation: Double, mean: Double = 0, shape: [Int], _ elementType: ElementType = .float32,
    using generator: inout RandomGenerator
  ) {
    self.init(
      NDArray(normal: deviation, mean: mean, shape: shape, elementType, using: &generator))
  }

  /// Whether both have one shape and |a − b| ≤ absolute + relative · |b| for all elements; equal
  /// infinities are close, and two NaN where asked.
  public func isClose(
    to other: Tensor, relative: Double = 1e-5, absolute: Double = 1e-8, equalNaN: Bool = false
  ) -> Bool {
    array.isClose(to: other.array, relative: relative, absolute: absolute, equalNaN: equalNaN)
  }
}

extension Tensor: CustomStringConvertible {
  /// The elements in nested brackets, as PyTorch writes them, with the element type where it is not
  /// float32, the shape where there are no elements, and the operation where there is a graph.
  public var description: String {
    array.text("Tensor", node.map { ["graph: \($0.operation)"] } ?? [])
  }
}
