import ParlanceArrays

/// A block of an accelerator's memory.
final class Block: DeviceBuffer {
  // Only the device looks behind it.
  nonisolated(unsafe) let pointer: UnsafeMutableRawPointer
  let byteCount: Int
  private let owner: Accelerator

  init(_ pointer: UnsafeMutableRawPointer, _ byteCount: Int, _ owner: Accelerator) {
    (self.pointer, self.byteCount, self.owner) = (pointer, byteCount, owner)
  }

  deinit { owner.release(pointer, byteCount) }

  func upload(from host: UnsafeRawPointer) { owner.upload(self, from: host) }

  func download(into host: UnsafeMutableRawPointer) { owner.download(self, into: host) }

  func want(into host: UnsafeMutableRawPointer) -> (any DeviceReading)? {
    owner.want(self, into: host)
  }

  var place: UInt { UInt(bitPattern: pointer) }

  func copy() -> any DeviceBuffer {
    let copy = owner.block(byteCount)
    owner.copy(self, to: copy)
    return copy
  }

  /// What the block holds, when all is done that was asked for before.
  func values<T: BitwiseCopyable & ExpressibleByIntegerLiteral>(_ count: Int) -> [T] {
    var values = [T](repeating: 0, count: byteCount / MemoryLayout<T>.stride)
    if byteCount > 0 { values.withUnsafeMutableBytes { download(into: $0.baseAddress!) } }
    return Array(values.prefix(count))
  }
}
