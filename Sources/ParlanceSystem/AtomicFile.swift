import Foundation

/// Writes files so that an interrupted or failed write leaves the old content whole.
///
/// The bytes go to `<path>.partial` beside the file; that is synced and renamed into place, and the
/// folder is synced. One writer at a time for each path; what a killed one left behind is written
/// over by the next.
public enum AtomicFile {
  /// Writes a file from bytes; throws `.cannotCreate` or `.inputOutput`.
  public static func write(_ bytes: [UInt8], to path: String) throws {
    try write(to: path) { try $0.write(bytes) }
  }

  /// Writes a file from text; throws `.cannotCreate` or `.inputOutput`.
  public static func write(_ text: String, to path: String) throws {
    try write(Array(text.utf8), to: path)
  }

  /// Writes a file piece by piece; where the body throws, the old file stays and the error goes on.
  public static func write(to path: String, _ body: (FileOutput) throws -> Void) throws {
    let partial = path + ".partial"
    let descriptor = SystemCalls.openFile(partial, O_WRONLY | O_CREAT | O_TRUNC)
    guard descriptor >= 0 else { throw failure(.cannotCreate, path, "cannot create") }
    var isOpen = true
    do {
      try body(FileOutput(descriptor, path: path))
      guard SystemCalls.retrying({ fsync(descriptor) }) == 0 else {
        throw failure(.inputOutput, path, "cannot write")
      }
      isOpen = false
      guard SystemCalls.closeFile(descriptor) else {
        throw failure(.inputOutput, path, "cannot write")
      }
      guard SystemCalls.retrying({ rename(partial, path) }) == 0 else {
        throw failure(.cannotCreate, path, "cannot create")
      }
    } catch {
      if isOpen { SystemCalls.closeFile(descriptor) }
      _ = SystemCalls.retrying { unlink(partial) }
      throw error
    }
    try syncFolder(of: path)
  }

  /// Makes the names in a file's folder durable; throws `.inputOutput`.
  public static func syncFolder(of path: String) throws {
    let folder = folder(of: path)
    let descriptor = SystemCalls.openFile(folder.isEmpty ? "." : folder, O_RDONLY)
    guard descriptor >= 0 else {
      throw failure(.inputOutput, path, "cannot open its folder to sync it")
    }
    defer { SystemCalls.closeFile(descriptor) }
    // Some file systems cannot sync a folder, and say so with EINVAL.
    let status = SystemCalls.retrying { fsync(descriptor) }
    guard status == 0 || errno == EINVAL || errno == ENOTSUP else {
      throw failure(.inputOutput, path, "cannot sync its folder")
    }
  }

  /// The folder that a file lies in, empty for that of the process.
  ///
  /// Foundation's function traps on a name of one letter.
  package static func folder(of path: String) -> String {
    let bytes = Array(path.utf8)
    let slash = UInt8(ascii: "/")
    guard let end = bytes.lastIndex(where: { $0 != slash }) else { return bytes.isEmpty ? "" : "/" }
    guard let cut = bytes[..<end].lastIndex(of: slash) else { return "" }
    guard let last = bytes[..<cut].lastIndex(where: { $0 != slash }) else { return "/" }
    return String(decoding: bytes[...last], as: UTF8.self)
  }

  /// Makes a folder and those that it lies in, where they are missing, durably; throws `.cannotCreate`
  /// or `.inputOutput`.
  public static func createFolder(_ path: String) throws {
    let parts = path.split(separator: "/", omittingEmptySubsequences: true)
    for count in parts.indices.map({ $0 + 1 }) {
      let part = (path.hasPrefix("/") ? "/" : "") + parts[..<count].joined(separator: "/")
      guard SystemCalls.retrying({ mkdir(part, 0o777) }) != 0 else {
        try syncFolder(of: part)
        continue
      }
      let reason = errno
      var isFolder: ObjCBool = false
      let exists = FileManager.default.fileExists(atPath: part, isDirectory: &isFolder)
      guard exists && isFolder.boolValue else {
        errno = reason == EEXIST ? ENOTDIR : reason
        throw failure(.cannotCreate, path, "cannot create")
      }
    }
  }

  package static func failure(_ kind: InputError.Kind, _ path: String, _ what: String) -> InputError
  {
    InputError(kind, file: path, "\(what): \(String(cString: strerror(errno)))")
  }
}

/// A file that is being written.
public struct FileOutput {
  private let descriptor: Int32
  private let path: String

  package init(_ descriptor: Int32, path: String) {
    self.descriptor = descriptor
    self.path = path
  }

  /// Writes bytes; throws `.inputOutput`.
  public func write(_ bytes: [UInt8]) throws {
    try bytes.withUnsafeBytes { try write($0) }
  }

  /// Writes text as UTF-8; throws `.inputOutput`.
  public func write(_ text: String) throws { try write(Array(text.utf8)) }

  package func write(_ bytes: UnsafeRawBufferPointer) throws {
    var rest = bytes[...]
    while !rest.isEmpty {
      let piece = UnsafeRawBufferPointer(rebasing: rest.prefix(1 << 30))
      let written = SystemCalls.retrying {
        Foundation.write(descriptor, piece.baseAddress, piece.count)
      }
      guard written > 0 else { throw AtomicFile.failure(.inputOutput, path, "cannot write") }
      rest = rest.dropFirst(written)
    }
  }
}
