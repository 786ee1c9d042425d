/// Where arrays lie, and whose kernels work on them: the processor, or a device beside it.
///
/// An array stays where it was made; results lie beside the first array of a function. Arrays that
/// have no neighbour are made on the current device: `Device.with(device) { … }`. Whoever reads the
/// elements brings them home, so that a device changes no result but by rounding.
public struct Device: Sendable, Hashable, CustomStringConvertible {
  /// The processor: the default.
  public static let cpu = Device(backend: nil)

  @TaskLocal private static var chosen = Device.cpu

  /// Nil for the processor.
  package let backend: (any DeviceBackend)?

  private init(backend: (any DeviceBackend)?) { self.backend = backend }

  package init(_ backend: any DeviceBackend) { self.backend = backend }

  /// Where arrays are made that need not lie beside another.
  public static var current: Device { chosen }

  /// Calls the body with a device as the current one.
  public static func with<Result>(
    _ device: Device, _ body: () throws -> Result
  ) rethrows -> Result {
    try $chosen.withValue(device, operation: body)
  }

  /// The device's name.
  public var description: String { backend?.name ?? "cpu" }

  public static func == (a: Device, b: Device) -> Bool { a.backend === b.backend }

  public func hash(into hasher: inout Hasher) {
    hasher.combine(backend.map(ObjectIdentifier.init))
  }

  /// The kernels for one element type, the host's where the device has none.
  package func kernels(_ elementType: ElementType) -> any Kernels {
    backend?.kernels(elementType) ?? Self.hostKernels(elementType)
  }

  static func hostKernels(_ elementType: ElementType) -> any Kernels {
    elementType == .float32 ? NativeKernels.shared : ReferenceKernels<Double>.shared
  }
}

/// What a kind of device has to provide: memory, and kernels that work in it.
package protocol DeviceBackend: AnyObject, Sendable {
  var name: String { get }
  /// What its matrix products can round to.
  var precisions: [Precision] { get }
  /// Memory that is not set.
  func allocate(byteCount: Int) -> any DeviceBuffer
  /// The kernels for an element type, or nil: then the host's serve.
  func kernels(_ elementType: ElementType) -> (any Kernels)?
  /// What went between the host and the device since it was opened.
  var traffic: DeviceTraffic { get }
  /// Writes down what the body asks of the device, instead of doing it; nil where the device cannot, or more bytes
  /// went there. The body may read nothing and call no host's kernel; it is given what counts the uploads that are
  /// written down. What other threads ask for goes on.
  func record(
    uploading byteCount: Int, _ body: (_ uploads: () -> Int) -> Void
  ) -> (any DeviceRecording)?
}

extension DeviceBackend {
  package var precisions: [Precision] { [.float32] }
  package var traffic: DeviceTraffic { DeviceTraffic() }

  package func record(
    uploading byteCount: Int, _ body: (_ uploads: () -> Int) -> Void
  ) -> (any DeviceRecording)? { nil }
}

/// What went between the host and a device.
package struct DeviceTraffic: Sendable, Equatable {
  /// The room of the numbers that went there.
  package var uploadedBytes = 0
  /// How often numbers came home, or the host's kernels stood in.
  package var downloads = 0

  package init() {}
}

/// Work of a device that was written down, to be done as a whole at the same places of memory.
package protocol DeviceRecording: AnyObject, Sendable {
  /// The bytes of an upload, the first being 0; 0 where there is none of that number.
  func byteCount(ofUpload upload: Int) -> Int
  /// Does it, some of the uploads being others, of as many bytes.
  func run(replacing uploads: [(upload: Int, ids: [Int32])])
}

/// A block of a device's memory; it is given back when nothing holds it.
package protocol DeviceBuffer: AnyObject, Sendable {
  /// Fills the block from the host.
  func upload(from host: UnsafeRawPointer)
  /// Fills the host's block, when all is done that was asked for before.
  func download(into host: UnsafeMutableRawPointer)
  /// Fills the host's block with the next one that is downloaded, until the reading is ended; nil where the device
  /// cannot do that.
  func want(into host: UnsafeMutableRawPointer) -> (any DeviceReading)?
  /// A copy on the device.
  func copy() -> any DeviceBuffer
  /// Where in the device's memory it is.
  var place: UInt { get }
}

extension DeviceBuffer {
  package func want(into host: UnsafeMutableRawPointer) -> (any DeviceReading)? { nil }
  package var place: UInt { UInt(bitPattern: ObjectIdentifier(self)) }
}

/// A block of the host that a device will fill.
package protocol DeviceReading: AnyObject, Sendable {
  /// Whether the block is filled; if not, it is left alone from now on.
  func end() -> Bool
}
