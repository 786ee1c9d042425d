/// An n-dimensional array of numbers: a value with an element type, a shape and contiguous storage on
/// a device.
///
/// Assignment copies nothing; the first write to a shared array does. Elements lie in row-major
/// order: the last axis varies fastest.
public struct NDArray: Sendable {
  /// The number format of the elements.
  public let elementType: ElementType
  /// The length of each axis; empty for a scalar.
  public private(set) var shape: [Int]
  /// The number of elements: the product of the shape.
  public private(set) var count: Int
  var storage: Storage

  /// Creates an array whose elements are not set; its maker writes all of them.
  package init(
    uninitialized shape: [Int], _ elementType: ElementType = .float32,
    on device: Device = .current
  ) {
    guard shape.allSatisfy({ $0 >= 0 }) else {
      fatalError("NDArray: shape \(shape) has a negative axis")
    }
    self.shape = shape
    self.elementType = elementType
    count = shape.reduce(1, *)
    storage = Storage(byteCount: count * elementType.byteCount, on: device)
  }

  /// Creates an array that has a shape and no elements: what it is asked for traps, until another
  /// takes its place.
  package init(valueless shape: [Int], _ elementType: ElementType = .float32) {
    self.shape = shape
    self.elementType = elementType
    count = shape.reduce(1, *)
    storage = .none
  }

  /// Whether there are elements.
  package var hasValues: Bool { storage !== Storage.none }

  /// Creates an array with one value in all places.
  public init(repeating value: Double, shape: [Int], _ elementType: ElementType = .float32) {
    self.init(uninitialized: shape, elementType)
    kernels.fill(value, &self)
  }

  /// Creates an array of zeros.
  public init(zeros shape: [Int], _ elementType: ElementType = .float32) {
    self.init(repeating: 0, shape: shape, elementType)
  }

  /// Creates a float32 array from values in row-major order; without a shape it has one axis.
  public init(_ values: [Float], shape: [Int]? = nil) {
    self.init(elements: values, shape: shape)
  }

  /// Creates a float64 array from values in row-major order; without a shape it has one axis.
  public init(float64 values: [Double], shape: [Int]? = nil) {
    self.init(elements: values, shape: shape)
  }

  /// Creates an array of shape [].
  public init(scalar value: Double, _ elementType: ElementType = .float32) {
    self.init(repeating: value, shape: [], elementType)
  }

  private init<T: Element>(elements: [T], shape: [Int]?) {
    self.init(uninitialized: shape ?? [elements.count], T.elementType)
    set(elements)
  }

  /// Sets all elements, in row-major order; traps for another count.
  mutating func set<T: Element>(_ elements: [T]) {
    guard count == elements.count else {
      fatalError(
        "NDArray: shape \(shape) holds \(count) elements, but \(elements.count) were given")
    }
    switch elementType {
    case T.elementType: mutable(T.self).update(from: elements, count: count)
    case .float32:
      let target = mutable(Float.self)
      for (place, element) in elements.enumerated() { target[place] = Float(element) }
    case .float64:
      let target = mutable(Double.self)
      for (place, element) in elements.enumerated() { target[place] = Double(element) }
    }
  }

  /// The number of axes.
  public var rank: Int { shape.count }

  /// The elements in row-major order, as single-precision numbers.
  public var floats: [Float] {
    switch elementType {
    case .float32: Array(UnsafeBufferPointer(start: pointer(Float.self), count: count))
    case .float64: doubles.map(Float.init)
    }
  }

  /// The elements in row-major order, as double-precision numbers.
  public var doubles: [Double] {
    switch elementType {
    case .float32: floats.map(Double.init)
    case .float64: Array(UnsafeBufferPointer(start: pointer(Double.self), count: count))
    }
  }

  /// The element of an array that has just one; traps for any other.
  public var item: Double {
    guard count == 1 else { fatalError("NDArray.item: shape \(shape) has \(count) elements") }
    return self[flat: 0]
  }

  /// One element by its index on each axis; traps outside the shape.
  public subscript(indices: Int...) -> Double {
    get { self[flat: offset(of: indices)] }
    set { self[flat: offset(of: indices)] = newValue }
  }

  /// One element by its place in row-major order.
  public subscript(flat index: Int) -> Double {
    get {
      checkFlat(index)
      return switch elementType {
      case .float32: Double(pointer(Float.self)[index])
      case .float64: pointer(Double.self)[index]
      }
    }
    set {
      checkFlat(index)
      switch elementType {
      case .float32: mutable(Float.self)[index] = Float(newValue)
      case .float64: mutable(Double.self)[index] = newValue
      }
    }
  }

  /// The same elements under another shape of the same count; nothing is copied.
  public func reshaped(_ shape: [Int]) -> NDArray {
    guard shape.reduce(1, *) == count else {
      fatalError("reshape: \(self.shape) has \(count) elements, \(shape) does not fit")
    }
    var result = self
    result.shape = shape
    return result
  }

  /// Calls the body with the array under another shape of the same count, to change it where it
  /// lies.
  package mutating func withShape(_ shape: [Int], _ body: (inout NDArray) -> Void) {
    let before = self.shape
    self.shape = shape
    body(&self)
    self.shape = before
  }

  /// The array in another element type; itself where it has that type already.
  public func cast(to elementType: ElementType) -> NDArray {
    if elementType == self.elementType { return self }
    var result = NDArray(uninitialized: shape, elementType, on: device)
    if self.elementType == .float32 { result.set(floats) } else { result.set(doubles) }
    return result
  }

  private func checkFlat(_ index: Int) {
    guard index >= 0, index < count else {
      fatalError("NDArray: index \(index) is outside \(count) elements of shape \(shape)")
    }
  }

  private func offset(of indices: [Int]) -> Int {
    guard indices.count == rank, zip(indices, shape).allSatisfy({ $0 >= 0 && $0 < $1 }) else {
      fatalError("NDArray: index \(indices) is outside shape \(shape)")
    }
    return zip(indices, shape).reduce(0) { $0 * $1.1 + $1.0 }
  }
}

extension NDArray: Equatable {
  /// Equal element type, shape and elements; NaN differs from itself.
  public static func == (a: NDArray, b: NDArray) -> Bool {
    guard a.elementType == b.elementType, a.shape == b.shape else { return false }
    return a.elementType == .float32 ? a.floats == b.floats : a.doubles == b.doubles
  }
}

// Pointers stay within this room: kernels and file formats read and write through these two, which
// bring the elements home.
extension NDArray {
  func pointer<T: Element>(_: T.Type) -> UnsafePointer<T> {
    checkType(T.self)
    return storage.readable.assumingMemoryBound(to: T.self)
  }

  mutating func mutable<T: Element>(_: T.Type) -> UnsafeMutablePointer<T> {
    checkType(T.self)
    if !isKnownUniquelyReferenced(&storage) { storage = storage.copy() }
    return storage.writable.assumingMemoryBound(to: T.self)
  }

  /// The elements' bytes as they lie in memory.
  package func withBytes<R>(_ body: (UnsafeRawBufferPointer) throws -> R) rethrows -> R {
    guard hasValues else { fatalError("NDArray: an array without values has no bytes") }
    return try body(UnsafeRawBufferPointer(start: storage.readable, count: storage.byteCount))
  }

  /// The same, to change them.
  package mutating func withMutableBytes<R>(
    _ body: (UnsafeMutableRawBufferPointer) throws -> R
  ) rethrows -> R {
    if !isKnownUniquelyReferenced(&storage) { storage = storage.copy() }
    return try body(
      UnsafeMutableRawBufferPointer(start: storage.writable, count: storage.byteCount))
  }

  private func checkType<T: Element>(_: T.Type) {
    guard T.elementType == elementType, hasValues else {
      fatalError(
        "NDArray: expected \(T.elementType), found "
          + (hasValues ? "\(elementType)" : "an array without values"))
    }
  }
}
