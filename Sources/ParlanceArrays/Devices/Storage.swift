import CParlance

/// The elements of arrays: a block of 64-byte-aligned memory, handed back to a cache when the last
/// array lets go of it, elements that a device keeps apart, or a packed matrix.
///
/// Training steps allocate the same sizes again and again; a block that is reused has its pages
/// already, where a fresh one would be paged in again at each step.
final class Storage: @unchecked Sendable {
  let byteCount: Int
  /// Nil for elements of the host.
  let apart: ElementsApart?
  /// Of weights that are only read; whoever writes elements makes them plain.
  private(set) var packed: PackedElements?
  /// Nil for elements of a device, and for packed ones.
  private var block: UnsafeMutableRawPointer?

  /// Creates storage that is not set.
  init(byteCount: Int, on device: Device) {
    self.byteCount = byteCount
    apart = device.backend.map { ElementsApart(byteCount: byteCount, on: $0) }
    block = apart == nil ? Self.allocate(byteCount) : nil
  }

  private init(_ apart: ElementsApart) {
    byteCount = apart.byteCount
    self.apart = apart
    block = nil
  }

  init(_ packed: PackedElements) {
    byteCount = packed.byteCount
    apart = nil
    self.packed = packed
  }

  /// Of arrays that have no elements yet.
  static let none = Storage(byteCount: 0, on: .cpu)

  deinit { if let block { pl_release(block, byteCount) } }

  var device: Device { apart.map { Device($0.backend) } ?? .cpu }

  /// The elements, home from their device where they are there.
  var readable: UnsafeRawPointer {
    if let block { return UnsafeRawPointer(block) }
    return packed?.values ?? UnsafeRawPointer(apart!.home(toWrite: false))
  }

  /// The same, of which only the host has what it will be; asked for by the one owner.
  var writable: UnsafeMutableRawPointer {
    if let packed {
      block = packed.copy()
      self.packed = nil
    }
    return block ?? apart!.home(toWrite: true)
  }

  /// The same elements at the same place.
  func copy() -> Storage {
    if let apart { return Storage(apart.copy()) }
    let copy = Storage(byteCount: byteCount, on: .cpu)
    copy.writable.copyMemory(from: readable, byteCount: byteCount)
    return copy
  }

  /// The same elements elsewhere.
  func copy(on device: Device) -> Storage {
    let copy = Storage(byteCount: byteCount, on: device)
    copy.writable.copyMemory(from: readable, byteCount: byteCount)
    return copy
  }

  static func allocate(_ byteCount: Int) -> UnsafeMutableRawPointer {
    guard let block = pl_allocate(byteCount) else {
      pl_leave_without_memory(byteCount)
      fatalError("NDArray: the system has no \(byteCount) bytes of memory left")
    }
    return block
  }
}
