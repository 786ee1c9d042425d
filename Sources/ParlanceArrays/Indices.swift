/// Whole numbers with a shape: places on an axis, classes, the order of a sort.
public struct Indices: Sendable, Hashable, ExpressibleByArrayLiteral {
  /// The length of each axis; empty for a single number.
  public let shape: [Int]
  /// The numbers in row-major order.
  public let values: [Int32]

  /// Creates indices in row-major order; without a shape they have one axis. Traps where the shape
  /// holds another count.
  public init(_ values: [Int32], shape: [Int]? = nil) {
    self.shape = shape ?? [values.count]
    self.values = values
    guard self.shape.reduce(1, *) == values.count else {
      fatalError("Indices: shape \(self.shape) does not hold \(values.count) numbers")
    }
  }

  /// Creates indices in row-major order; traps for numbers beyond 32 bits.
  public init(_ values: [Int], shape: [Int]? = nil) {
    self.init(values.map { Int32($0) }, shape: shape)
  }

  public init(arrayLiteral elements: Int...) { self.init(elements) }

  /// The count of numbers.
  public var count: Int { values.count }

  /// The same numbers under another shape of the same count.
  public func reshaped(_ shape: [Int]) -> Indices { Indices(values, shape: shape) }

  /// One number by its place on each axis; traps outside the shape.
  public subscript(places: Int...) -> Int {
    guard places.count == shape.count, zip(places, shape).allSatisfy({ $0 >= 0 && $0 < $1 }) else {
      fatalError("Indices: place \(places) is outside shape \(shape)")
    }
    return Int(values[zip(places, shape).reduce(0) { $0 * $1.1 + $1.0 }])
  }
}
