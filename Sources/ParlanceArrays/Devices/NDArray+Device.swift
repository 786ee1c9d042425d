extension NDArray {
  /// Where the array lies.
  public var device: Device { storage.device }

  /// The same elements on another device; itself where it lies there.
  public func moved(to device: Device) -> NDArray {
    var result = self
    if device != self.device { result.storage = storage.copy(on: device) }
    return result
  }

  /// Creates an array beside another one, of its element type, whose elements are not set.
  package init(uninitialized shape: [Int], like other: NDArray) {
    self.init(uninitialized: shape, other.elementType, on: other.device)
  }

  /// Creates an array with one value in all places beside another one, of its element type.
  public init(repeating value: Double, shape: [Int], like other: NDArray) {
    self.init(uninitialized: shape, like: other)
    kernels.fill(value, &self)
  }

  /// Creates zeros beside another array, of its element type.
  public init(zeros shape: [Int], like other: NDArray) {
    self.init(repeating: 0, shape: shape, like: other)
  }

  /// Creates ones beside another array, of its element type.
  public init(ones shape: [Int], like other: NDArray) {
    self.init(repeating: 1, shape: shape, like: other)
  }

  /// Creates an array of shape [] beside another one, of its element type.
  public init(scalar value: Double, like other: NDArray) {
    self.init(repeating: value, shape: [], like: other)
  }

  /// Creates an array from values in row-major order beside another one, of its element type;
  /// without a shape it has one axis.
  public init(_ values: [Double], shape: [Int]? = nil, like other: NDArray) {
    self.init(uninitialized: shape ?? [values.count], like: other)
    set(values)
  }

  /// Lets the elements come home with what the device is waited for next: who reads them after that waits no more.
  package func comeAlong() { storage.apart?.comeAlong() }

  /// The buffer of a device with the elements, to read; of an array that lies elsewhere, a copy.
  package func buffer(on backend: any DeviceBackend) -> any DeviceBuffer {
    if let apart = storage.apart, apart.backend === backend { return apart.there(toWrite: false) }
    let buffer = backend.allocate(byteCount: storage.byteCount)
    buffer.upload(from: storage.readable)
    return buffer
  }

  /// The buffer of a device with the elements, to change: the array has no other owner then, and lies
  /// on the device. What is not set yet does not move.
  package mutating func mutableBuffer(on backend: any DeviceBackend) -> any DeviceBuffer {
    if storage.apart?.backend !== backend {
      storage = storage.copy(on: Device(backend))
    } else if !isKnownUniquelyReferenced(&storage) {
      storage = storage.copy()
    }
    return storage.apart!.there(toWrite: true)
  }

  /// The same elements in memory of their own, where the array lies.
  package func apart() -> NDArray {
    var copy = self
    copy.storage = storage.copy()
    return copy
  }
}
