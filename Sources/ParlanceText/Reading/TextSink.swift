import CZlib
import ParlanceSystem

/// Text on its way into a file, in blocks, gzipped where so asked.
public final class TextSink {
  private let output: FileOutput
  private let name: String
  private var block: [UInt8] = []
  private var packed: [UInt8] = []
  private let stream: UnsafeMutablePointer<z_stream>?

  private static let blockSize = 1 << 18

  /// Begins a text; its name is for errors.
  ///
  /// - Throws: `InputError` of kind `failure` where zlib cannot be started.
  public init(_ output: FileOutput, isGzipped: Bool, name: String) throws {
    self.output = output
    self.name = name
    block.reserveCapacity(Self.blockSize + 4096)
    guard isGzipped else {
      stream = nil
      return
    }
    let stream = UnsafeMutablePointer<z_stream>.allocate(capacity: 1)
    stream.initialize(to: z_stream())
    self.stream = stream
    let status = deflateInit2_(
      stream, Z_DEFAULT_COMPRESSION, Z_DEFLATED, 16 + MAX_WBITS, 8, Z_DEFAULT_STRATEGY,
      ZLIB_VERSION, Int32(MemoryLayout<z_stream>.size))
    guard status == Z_OK else {
      throw InputError(.failure, file: name, "zlib cannot be started")
    }
    packed = [UInt8](repeating: 0, count: Self.blockSize)
  }

  deinit {
    guard let stream else { return }
    deflateEnd(stream)
    stream.deallocate()
  }

  /// Writes text; throws `.inputOutput`.
  public func put(_ text: String) throws {
    block.append(contentsOf: text.utf8)
    try flushIfFull()
  }

  /// Writes bytes; throws `.inputOutput`.
  public func put(bytes: [UInt8]) throws {
    block.append(contentsOf: bytes)
    try flushIfFull()
  }

  /// Writes a byte; throws `.inputOutput`.
  public func put(byte: UInt8) throws {
    block.append(byte)
    try flushIfFull()
  }

  /// Writes what is left; nothing may be put after it.
  public func finish() throws { try flush(Z_FINISH) }

  @inline(__always)
  private func flushIfFull() throws { if block.count >= Self.blockSize { try flush(Z_NO_FLUSH) } }

  private func flush(_ mode: Int32) throws {
    defer { block.removeAll(keepingCapacity: true) }
    guard let stream else { return try output.write(block) }
    try block.withUnsafeMutableBufferPointer { source in
      stream.pointee.next_in = source.baseAddress
      stream.pointee.avail_in = UInt32(source.count)
      var status = Z_OK
      repeat {
        let produced = packed.withUnsafeMutableBufferPointer { target in
          stream.pointee.next_out = target.baseAddress
          stream.pointee.avail_out = UInt32(target.count)
          status = deflate(stream, mode)
          return target.count - Int(stream.pointee.avail_out)
        }
        try output.write(Array(packed[..<produced]))
      } while stream.pointee.avail_out == 0 || (mode == Z_FINISH && status == Z_OK)
    }
  }
}
