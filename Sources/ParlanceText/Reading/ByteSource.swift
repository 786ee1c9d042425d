import ParlanceSystem

#if canImport(Darwin)
  import Darwin
#elseif canImport(Musl)
  import Musl
#else
  import Glibc
#endif

/// The bytes of one file or of standard input, in blocks, unpacked where they are gzipped.
///
/// Unchecked: a source is only ever held by one `LineReader`, which cannot be copied.
final class ByteSource: @unchecked Sendable {
  /// How the source is named in errors.
  let name: String
  private let descriptor: Int32
  private let block: UnsafeMutableRawBufferPointer
  private var pending = 0..<0
  private var reachedEnd = false
  private var inflater: Inflater?
  /// What was looked at and is still to be read.
  private var ahead: [UInt8] = []

  static let blockSize = 1 << 18

  init(path: String) throws {
    name = path == "-" ? "standard input" : path
    descriptor = path == "-" ? STDIN_FILENO : try Self.open(path)
    block = .allocate(byteCount: Self.blockSize, alignment: 64)
    try detectGzip()
  }

  deinit {
    block.deallocate()
    if descriptor != STDIN_FILENO { SystemCalls.closeFile(descriptor) }
  }

  /// Whether its bytes are unpacked from others.
  var isGzipped: Bool { inflater != nil }

  /// Whether it can be opened again, and read from any place.
  var isPlainFile: Bool {
    var information = stat()
    return descriptor != STDIN_FILENO && fstat(descriptor, &information) == 0
      && information.st_mode & S_IFMT == S_IFREG
  }

  /// The next bytes, fewer only where it ends; they stay to be read.
  func peek(_ count: Int) throws -> [UInt8] {
    var bytes = [UInt8](repeating: 0, count: count)
    var found = 0
    try bytes.withUnsafeMutableBytes { bytes in
      while found < count {
        let more = try read(into: .init(rebasing: bytes[found...]))
        guard more > 0 else { return }
        found += more
      }
    }
    ahead = Array(bytes[..<found]) + ahead
    return Array(bytes[..<found])
  }

  /// Fills the front of `target` and returns the number of bytes written, zero at the end.
  func read(into target: UnsafeMutableRawBufferPointer) throws -> Int {
    if !ahead.isEmpty {
      let count = min(ahead.count, target.count)
      target.copyBytes(from: ahead[..<count])
      ahead.removeFirst(count)
      return count
    }
    if inflater != nil { return try readInflated(into: target) }
    guard pending.isEmpty else {
      let count = min(pending.count, target.count)
      target.copyMemory(
        from: .init(rebasing: block[pending.lowerBound..<pending.lowerBound + count]))
      pending = pending.lowerBound + count..<pending.upperBound
      return count
    }
    return reachedEnd ? 0 : try readRaw(into: target)
  }

  private static func open(_ path: String) throws -> Int32 {
    guard !path.utf8.contains(0) else {
      throw InputError(.missingInput, "a path must not contain a NUL character")
    }
    let descriptor = SystemCalls.openFile(path, O_RDONLY)
    guard descriptor >= 0 else {
      throw InputError(.missingInput, file: path, "cannot be opened: \(lastSystemError())")
    }
    var information = stat()
    if fstat(descriptor, &information) == 0, information.st_mode & S_IFMT == S_IFDIR {
      SystemCalls.closeFile(descriptor)
      throw InputError(.missingInput, file: path, "is a directory; a text file is expected")
    }
    return descriptor
  }

  private func detectGzip() throws {
    var count = 0
    // A line may come from a keyboard: nothing more is waited for than may belong to the mark.
    while count == 0 || (count == 1 && block[0] == 0x1f), !reachedEnd {
      count += try readRaw(into: .init(rebasing: block[count...]))
    }
    pending = 0..<count
    if count >= 2, block[0] == 0x1f, block[1] == 0x8b { inflater = try Inflater(for: name) }
  }

  private func readRaw(into target: UnsafeMutableRawBufferPointer) throws -> Int {
    let count = SystemCalls.retrying { systemRead(descriptor, target.baseAddress, target.count) }
    guard count >= 0 else {
      throw InputError(.inputOutput, file: name, "cannot be read: \(lastSystemError())")
    }
    reachedEnd = count == 0
    return count
  }

  private func readInflated(into target: UnsafeMutableRawBufferPointer) throws -> Int {
    guard let inflater else { return 0 }
    while true {
      if pending.isEmpty, !reachedEnd { pending = 0..<(try readRaw(into: block)) }
      if pending.isEmpty {
        guard inflater.isBetweenMembers else {
          throw InputError(.badData, file: name, "the gzip data end too early: the file is cut off")
        }
        return 0
      }
      do {
        let step = try inflater.inflate(.init(rebasing: block[pending]), into: target)
        pending = pending.lowerBound + step.consumed..<pending.upperBound
        if step.produced > 0 { return step.produced }
      } catch let error as Inflater.Failure {
        throw InputError(.badData, file: name, "the gzip data are damaged: \(error.reason)")
      }
    }
  }
}

/// The system's call, which a method of the same name hides.
private func systemRead(_ descriptor: Int32, _ target: UnsafeMutableRawPointer?, _ count: Int)
  -> Int
{
  read(descriptor, target, count)
}

/// The system's words for the last failed call.
func lastSystemError() -> String {
  let code = errno
  guard let text = strerror(code) else { return "error \(code)" }
  return String(cString: text)
}
