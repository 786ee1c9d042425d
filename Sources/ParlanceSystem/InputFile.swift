import Foundation

/// A plain file that is open for reading at any place.
package final class InputFile {
  package let path: String
  /// Its bytes when it was opened.
  package let count: Int
  private let descriptor: Int32

  /// Opens a file.
  ///
  /// - `expected`: what it should be, for the error of kind `badData` where it is no plain file.
  /// - Throws: `InputError` of kind `missingInput` where it cannot be opened.
  package init(_ path: String, expected: String = "a file") throws {
    // Without O_NONBLOCK the opening of a pipe would wait for its writer.
    descriptor = SystemCalls.openFile(path, O_RDONLY | O_NONBLOCK)
    guard descriptor >= 0 else { throw AtomicFile.failure(.missingInput, path, "cannot open") }
    self.path = path
    var status = stat()
    guard fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG else {
      count = 0
      throw InputError(.badData, file: path, "expected \(expected), found no plain file")
    }
    count = Int(status.st_size)
  }

  deinit { SystemCalls.closeFile(descriptor) }

  /// All bytes of a file; nil where there is none.
  package static func contents(of path: String) throws -> [UInt8]? {
    guard access(path, F_OK) == 0 || errno != ENOENT && errno != ENOTDIR else { return nil }
    let file = try InputFile(path)
    return try file.bytes(0, file.count, "the file")
  }

  /// Some of its bytes, `what` for people.
  package func bytes(_ place: Int, _ count: Int, _ what: String) throws -> [UInt8] {
    try SystemCalls.checkMemory(count, what, file: path)
    var bytes = [UInt8](repeating: 0, count: count)
    try bytes.withUnsafeMutableBytes { try read(place, into: $0, what) }
    return bytes
  }

  /// Fills a buffer from a place on.
  ///
  /// - Throws: `InputError` of kind `badData` where the file ends before, `.inputOutput` where reading
  ///   fails.
  package func read(_ place: Int, into buffer: UnsafeMutableRawBufferPointer, _ what: String) throws
  {
    var done = 0
    while done < buffer.count, let base = buffer.baseAddress {
      let count = min(buffer.count - done, 1 << 30)
      let got = SystemCalls.retrying { pread(descriptor, base + done, count, off_t(place + done)) }
      guard got >= 0 else { throw AtomicFile.failure(.inputOutput, path, "cannot read") }
      guard got > 0 else {
        throw InputError(
          .badData, file: path,
          "expected \(buffer.count) bytes of \(what), found \(done): the file is truncated")
      }
      done += got
    }
  }

  /// Calls a function with the bytes, piece by piece.
  package func forEachPiece(_ body: (UnsafeRawBufferPointer) throws -> Void) throws {
    var buffer = [UInt8](repeating: 0, count: min(1 << 20, count))
    for place in stride(from: 0, to: count, by: 1 << 20) {
      try buffer.withUnsafeMutableBytes { bytes in
        let piece = UnsafeMutableRawBufferPointer(rebasing: bytes.prefix(count - place))
        try read(place, into: piece, "the file")
        try body(UnsafeRawBufferPointer(piece))
      }
    }
  }
}
