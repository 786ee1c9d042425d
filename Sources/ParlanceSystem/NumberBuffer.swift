import CParlance
import Foundation

/// Numbers in one block: of memory, of a temporary file that the system may page out, or of a file
/// that is mapped for reading.
///
/// A reference: copies are the same numbers. Whoever writes must be alone with them.
public struct NumberBuffer<Element: BitwiseCopyable>: @unchecked Sendable {
  /// How many there are.
  public let count: Int
  @usableFromInline let base: UnsafeMutablePointer<Element>
  @usableFromInline let block: MemoryBlock

  /// Zeros in memory, taken from the system only where they are used; in a temporary file of a folder
  /// where one is given.
  ///
  /// - Throws: `InputError` where the file cannot be made or the disk is full.
  public init(count: Int, folder: String? = nil) throws {
    let byteCount = max(count, 1) * MemoryLayout<Element>.stride
    let block: MemoryBlock
    if let folder {
      let file = try TemporaryFile(folder: folder)
      try file.writeZeros(byteCount)
      block = try file.map(byteCount: byteCount)
    } else {
      block = try MemoryBlock(byteCount: byteCount)
    }
    self.init(block, offset: 0, count: count)
  }

  /// Some of the numbers of a block; traps where they are not all in it.
  public init(_ block: MemoryBlock, offset: Int, count: Int) {
    let stride = MemoryLayout<Element>.stride
    guard offset >= 0, count >= 0, offset % MemoryLayout<Element>.alignment == 0,
      count <= (block.byteCount - offset) / stride
    else {
      fatalError(
        "NumberBuffer: \(count) numbers of \(stride) bytes at \(offset) are not within "
          + "\(block.byteCount) bytes")
    }
    self.count = count
    self.block = block
    base = (block.base + offset).assumingMemoryBound(to: Element.self)
  }

  /// A number; traps where there is none.
  @inlinable
  public subscript(index: Int) -> Element {
    get {
      if UInt(bitPattern: index) >= UInt(bitPattern: count) { Self.outside(index, count) }
      return base[index]
    }
    nonmutating set {
      if UInt(bitPattern: index) >= UInt(bitPattern: count) { Self.outside(index, count) }
      base[index] = newValue
    }
  }

  /// The first numbers alone, of the same block.
  public func prefix(_ count: Int) -> NumberBuffer {
    NumberBuffer(block, offset: UnsafeRawPointer(base) - UnsafeRawPointer(block.base), count: count)
  }

  /// The bytes, for writing to a file.
  public func write(to output: FileOutput) throws {
    try output.write(UnsafeRawBufferPointer(UnsafeBufferPointer(start: base, count: count)))
  }

  @usableFromInline @inline(never)
  static func outside(_ index: Int, _ count: Int) -> Never {
    // What a file says of itself is checked when it is mapped; it may have been written over since.
    pl_leave_if_mapping_changed()
    fatalError("NumberBuffer: index \(index) is not below \(count)")
  }
}

/// Bytes of memory or of a mapped file.
public final class MemoryBlock: @unchecked Sendable {
  /// How many there are.
  public let byteCount: Int
  @usableFromInline let base: UnsafeMutableRawPointer
  private let isMapped: Bool
  /// Of a file that is watched, open as long as it is mapped.
  private var descriptor: Int32?

  /// The blocks of temporary files by where they begin.
  private final class Temporaries: @unchecked Sendable {
    let lock = NSLock()
    var byteCounts: [UnsafeMutableRawPointer: Int] = [:]
  }
  private static let temporaries = Temporaries()

  /// Lets go of the memory that holds parts of temporary files; it is filled again where it is used.
  static func giveBackTemporaryPages() {
    temporaries.lock.withLock {
      for (base, count) in temporaries.byteCounts { madvise(base, count, MADV_DONTNEED) }
    }
  }

  init(byteCount: Int) throws {
    guard let base = calloc(byteCount, 1) else {
      throw InputError(.failure, "there is no memory for \(byteCount) bytes more")
    }
    self.base = base
    self.byteCount = byteCount
    isMapped = false
  }

  /// Takes a block of `malloc` over.
  init(taking base: UnsafeMutableRawPointer, byteCount: Int) {
    (self.base, self.byteCount, isMapped) = (base, byteCount, false)
  }

  /// A copy of bytes in memory.
  ///
  /// - Throws: `InputError` where there is no memory.
  package convenience init(_ bytes: [UInt8]) throws {
    try self.init(byteCount: max(bytes.count, 1))
    bytes.withUnsafeBytes { bytes in
      if let first = bytes.baseAddress { base.copyMemory(from: first, byteCount: bytes.count) }
    }
  }

  init(descriptor: Int32, byteCount: Int, writable: Bool) throws {
    let protection = writable ? PROT_READ | PROT_WRITE : PROT_READ
    guard let base = mmap(nil, byteCount, protection, MAP_SHARED, descriptor, 0),
      base != MAP_FAILED
    else {
      let reason = String(cString: strerror(errno))
      throw InputError(
        errno == ENOMEM ? .failure : .inputOutput,
        "its \(byteCount) bytes cannot be mapped into memory: \(reason)")
    }
    self.base = base
    self.byteCount = byteCount
    isMapped = true
    if writable { Self.temporaries.lock.withLock { Self.temporaries.byteCounts[base] = byteCount } }
  }

  /// Maps a file for reading.
  ///
  /// A file that is cut while it is mapped ends the process by SIGBUS, or with a message where
  /// `SystemCalls.leaveOnFaults` was called.
  ///
  /// - Throws: `InputError`: `.missingInput` where it cannot be opened, `.badData` where it is empty.
  public convenience init(reading path: String) throws {
    let descriptor = SystemCalls.openFile(path, O_RDONLY)
    guard descriptor >= 0 else {
      throw AtomicFile.failure(.missingInput, path, "cannot be opened")
    }
    var isKept = false
    defer { if !isKept { SystemCalls.closeFile(descriptor) } }
    var information = stat()
    guard fstat(descriptor, &information) == 0, information.st_mode & S_IFMT == S_IFREG else {
      throw InputError(.missingInput, file: path, "is not a file")
    }
    guard information.st_size > 0 else {
      throw InputError(.badData, file: path, "the file is empty")
    }
    do {
      try self.init(
        descriptor: descriptor, byteCount: Int(information.st_size), writable: false)
    } catch let error as InputError {
      throw InputError(error.kind, file: path, error.message)
    }
    pl_watch_mapping(base, byteCount, descriptor, path)
    self.descriptor = descriptor
    isKept = true
  }

  deinit {
    guard isMapped else { return free(base) }
    if let descriptor {
      pl_forget_mapping(base)
      SystemCalls.closeFile(descriptor)
    }
    _ = Self.temporaries.lock.withLock { Self.temporaries.byteCounts.removeValue(forKey: base) }
    munmap(base, byteCount)
  }
}
