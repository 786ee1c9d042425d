import CParlance

/// One block of 64-byte-aligned memory, handed back to a cache when the last array lets go of it.
///
/// Training steps allocate the same sizes again and again; a block that is reused has its pages
/// already, where a fresh one would be paged in again at each step.
final class Storage: @unchecked Sendable {
  let pointer: UnsafeMutableRawPointer
  let byteCount: Int

  init(byteCount: Int) {
    guard let pointer = pl_allocate(byteCount) else {
      fatalError("NDArray: the system has no \(byteCount) bytes of memory left")
    }
    self.pointer = pointer
    self.byteCount = byteCount
  }

  /// Of arrays that have no elements yet.
  static let none = Storage(byteCount: 0)

  deinit { pl_release(pointer, byteCount) }
}
