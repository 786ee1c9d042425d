import Foundation

/// Numbers that are appended one after the other, in memory or, where a folder is given, in a temporary
/// file there.
public struct NumberSpool: ~Copyable {
  private let file: TemporaryFile?
  private var pending: [UInt32] = []
  /// Numbers that were appended.
  public private(set) var count = 0

  private static let blockCount = 1 << 16

  /// Begins with none.
  ///
  /// - Throws: `InputError` of kind `cannotCreate` where no file can be made in the folder.
  public init(folder: String? = nil) throws {
    file = try folder.map { try TemporaryFile(folder: $0) }
  }

  /// Appends a number; throws `.inputOutput` where the disk is full.
  @inline(__always)
  public mutating func append(_ number: UInt32) throws {
    pending.append(number)
    count += 1
    if pending.count >= Self.blockCount, let file { try flush(to: file) }
  }

  /// The numbers that were appended; no more may be.
  public mutating func numbers() throws -> NumberBuffer<UInt32> {
    if let file, count > 0 {
      try flush(to: file)
      return NumberBuffer(try file.map(byteCount: count * 4), offset: 0, count: count)
    }
    let buffer = try NumberBuffer<UInt32>(count: count)
    for (index, number) in pending.enumerated() { buffer[index] = number }
    return buffer
  }

  private mutating func flush(to file: TemporaryFile) throws {
    try pending.withUnsafeBytes { try file.output.write($0) }
    pending.removeAll(keepingCapacity: true)
  }
}

/// A file that has lost its name: it goes with its owner, however the process ends.
final class TemporaryFile {
  private let descriptor: Int32
  private let folder: String

  init(folder: String) throws {
    var template: [CChar] = []
    descriptor =
      folder.utf8.contains(0)
      ? -1
      : SystemCalls.retrying {
        template = Array((folder + "/parlance-XXXXXX").utf8CString)
        return mkstemp(&template)
      }
    guard descriptor >= 0 else {
      throw AtomicFile.failure(.cannotCreate, folder, "no temporary file can be made in it")
    }
    _ = SystemCalls.retrying { unlink(template) }
    self.folder = folder
  }

  deinit { SystemCalls.closeFile(descriptor) }

  var output: FileOutput { FileOutput(descriptor, path: folder + "/(temporary file)") }

  func writeZeros(_ byteCount: Int) throws {
    let zeros = [UInt8](repeating: 0, count: 1 << 18)
    var left = byteCount
    while left > 0 {
      try zeros.withUnsafeBytes { try output.write(.init(rebasing: $0.prefix(left))) }
      left -= min(left, zeros.count)
    }
  }

  /// The bytes, which stay as long as the block does.
  func map(byteCount: Int) throws -> MemoryBlock {
    do {
      return try MemoryBlock(descriptor: descriptor, byteCount: byteCount, writable: true)
    } catch let error as InputError {
      throw InputError(error.kind, file: folder, error.message)
    }
  }
}
