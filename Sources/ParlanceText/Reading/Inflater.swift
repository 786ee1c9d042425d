import CZlib
import ParlanceSystem

/// Unpacks gzip data of one or several members, piece by piece.
final class Inflater {
  /// Why data cannot be unpacked.
  struct Failure: Error {
    let reason: String
  }

  private let stream: UnsafeMutablePointer<z_stream>
  /// True where the data may end: after a member and before the next.
  private(set) var isBetweenMembers = false

  init(for name: String) throws {
    stream = .allocate(capacity: 1)
    stream.initialize(to: z_stream())
    let gzipOnly = 16 + MAX_WBITS
    let size = Int32(MemoryLayout<z_stream>.size)
    guard inflateInit2_(stream, gzipOnly, ZLIB_VERSION, size) == Z_OK else {
      stream.deallocate()
      throw InputError(.failure, file: name, "zlib cannot be started")
    }
  }

  deinit {
    inflateEnd(stream)
    stream.deallocate()
  }

  /// Unpacks from `source` into `target`; returns the bytes taken and the bytes written.
  func inflate(
    _ source: UnsafeMutableRawBufferPointer, into target: UnsafeMutableRawBufferPointer
  ) throws -> (consumed: Int, produced: Int) {
    if isBetweenMembers {
      // Zeros after a member are padding, as tape and block devices leave it.
      let padding = source.prefix { $0 == 0 }.count
      if padding > 0 { return (padding, 0) }
      inflateReset(stream)
      isBetweenMembers = false
    }
    let room = min(target.count, Int(Int32.max))
    stream.pointee.next_in = source.baseAddress?.assumingMemoryBound(to: UInt8.self)
    stream.pointee.avail_in = UInt32(source.count)
    stream.pointee.next_out = target.baseAddress?.assumingMemoryBound(to: UInt8.self)
    stream.pointee.avail_out = UInt32(room)
    let status = CZlib.inflate(stream, Z_NO_FLUSH)
    switch status {
    case Z_STREAM_END: isBetweenMembers = true
    case Z_OK: break
    // No progress was possible with these pieces: more input is needed.
    case Z_BUF_ERROR where stream.pointee.avail_in == 0: break
    default:
      throw Failure(reason: stream.pointee.msg.map { String(cString: $0) } ?? "status \(status)")
    }
    return (source.count - Int(stream.pointee.avail_in), room - Int(stream.pointee.avail_out))
  }
}
