import Foundation

extension NDArray {
  /// Creates an array of ones.
  public init(ones shape: [Int], _ elementType: ElementType = .float32) {
    self.init(repeating: 1, shape: shape, elementType)
  }

  /// Creates zeros of another array's shape and element type.
  public init(zerosLike other: NDArray) { self.init(zeros: other.shape, like: other) }

  /// Creates ones of another array's shape and element type.
  public init(onesLike other: NDArray) { self.init(ones: other.shape, like: other) }

  /// Creates the numbers start, start + step, … before `end`: ⌈(end − start) / step⌉ of them.
  public init(
    from start: Double, to end: Double, by step: Double = 1, _ elementType: ElementType = .float32
  ) {
    let count = ((end - start) / step).rounded(.up)
    guard step != 0, count.isFinite else {
      fatalError("NDArray: a range from \(start) to \(end) by \(step)")
    }
    let values = (0..<Int(max(count, 0))).map { start + Double($0) * step }
    self = NDArray(float64: values).cast(to: elementType)
  }

  /// Creates `count` numbers at equal distances from `start` to `end`, both included.
  public init(
    from start: Double, through end: Double, count: Int, _ elementType: ElementType = .float32
  ) {
    guard count >= 0 else { fatalError("NDArray: \(count) numbers from \(start) to \(end)") }
    let step = count > 1 ? (end - start) / Double(count - 1) : 0
    // From both ends, so that the last number is `end`.
    let values = (0..<count).map {
      2 * $0 < count ? start + Double($0) * step : end - Double(count - 1 - $0) * step
    }
    self = NDArray(float64: values).cast(to: elementType)
  }

  /// Creates a matrix with ones where column = row + diagonal, zeros elsewhere.
  public init(
    identity rows: Int, columns: Int? = nil, diagonal: Int = 0,
    _ elementType: ElementType = .float32
  ) {
    let shape = [rows, columns ?? rows]
    self.init(zeros: shape, elementType)
    let view = View(shape).diagonal(0, 1, offset: diagonal)
    kernels.scatter(NDArray(ones: view.shape, elementType), view, &self)
  }

  /// Whether both have one shape and |a − b| ≤ absolute + relative · |b| for all elements; equal
  /// infinities are close, and two NaN where asked.
  public func isClose(
    to other: NDArray, relative: Double = 1e-5, absolute: Double = 1e-8, equalNaN: Bool = false
  ) -> Bool {
    shape == other.shape
      && zip(doubles, other.doubles).allSatisfy { a, b in
        a == b || (equalNaN && a.isNaN && b.isNaN)
          || (b.isFinite && abs(a - b) <= absolute + relative * abs(b))
      }
  }
}

extension NDArray: ExpressibleByArrayLiteral {
  /// Creates a float32 array from a nested literal: `let x: NDArray = [[1, 2], [3, 4]]`. Traps where
  /// rows have different lengths.
  public init(arrayLiteral elements: Literal...) {
    let whole = Literal.list(elements)
    self.init(whole.numbers.map(Float.init), shape: whole.shape)
  }

  /// A number, or a list of numbers or lists, in an array's literal.
  public enum Literal: Sendable, ExpressibleByFloatLiteral, ExpressibleByIntegerLiteral,
    ExpressibleByArrayLiteral
  {
    case number(Double)
    case list([Literal])

    public init(floatLiteral value: Double) { self = .number(value) }
    public init(integerLiteral value: Int) { self = .number(Double(value)) }
    public init(arrayLiteral elements: Literal...) { self = .list(elements) }

    fileprivate var shape: [Int] {
      guard case .list(let parts) = self else { return [] }
      let shapes = parts.map(\.shape)
      guard shapes.allSatisfy({ $0 == shapes[0] }) else {
        fatalError("NDArray: a literal whose parts have shapes \(shapes)")
      }
      return [parts.count] + (shapes.first ?? [])
    }

    fileprivate var numbers: [Double] {
      switch self {
      case .number(let value): [value]
      case .list(let parts): parts.flatMap(\.numbers)
      }
    }
  }
}
