import CParlance
import Foundation

/// The elements of an array of a device: a block of the host, a buffer of the device, and which of
/// them holds what is so.
///
/// Elements move when they are asked for on the side where they are not, and stay on both sides until
/// one side changes them. Threads may read at the same time.
final class ElementsApart: @unchecked Sendable {
  let byteCount: Int
  let backend: any DeviceBackend
  private let lock = NSLock()
  private var block: UnsafeMutableRawPointer?
  private var buffer: (any DeviceBuffer)?
  private var isHome = false
  private var isThere = false
  /// Of elements that are to come home with others.
  private var reading: (any DeviceReading)?

  init(byteCount: Int, on backend: any DeviceBackend) {
    self.byteCount = byteCount
    self.backend = backend
  }

  deinit {
    _ = reading?.end()
    if let block { pl_release(block, byteCount) }
  }

  /// The host's block with the elements; to write, the device's are no longer so.
  func home(toWrite: Bool) -> UnsafeMutableRawPointer {
    lock.withLock {
      let (block, hasCome) = (ownBlock(), endReading())
      if isThere && !isHome && !hasCome { buffer!.download(into: block) }
      isHome = true
      if toWrite { isThere = false }
      return block
    }
  }

  /// The device's buffer with the elements; to write, the host's are no longer so.
  func there(toWrite: Bool) -> any DeviceBuffer {
    lock.withLock {
      let buffer = buffer ?? backend.allocate(byteCount: byteCount)
      self.buffer = buffer
      if isHome && !isThere { buffer.upload(from: block!) }
      isThere = true
      if toWrite {
        _ = endReading()
        isHome = false
      }
      return buffer
    }
  }

  /// Lets the elements come home with what the device is waited for next.
  func comeAlong() {
    lock.withLock {
      if isThere && !isHome && reading == nil { reading = buffer!.want(into: ownBlock()) }
    }
  }

  private func ownBlock() -> UnsafeMutableRawPointer {
    let own = block ?? Storage.allocate(byteCount)
    block = own
    return own
  }

  /// Whether the elements have come.
  private func endReading() -> Bool {
    defer { reading = nil }
    return reading?.end() ?? false
  }

  /// The same elements, copied on the side where they are.
  func copy() -> ElementsApart {
    let copy = ElementsApart(byteCount: byteCount, on: backend)
    lock.withLock {
      if isThere {
        copy.buffer = buffer!.copy()
        copy.isThere = true
      } else if isHome {
        copy.home(toWrite: true).copyMemory(from: block!, byteCount: byteCount)
      }
    }
    return copy
  }
}
