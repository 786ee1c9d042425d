import CParlance
import Foundation

/// How long a file is and what its bytes amount to, to see whether it is still the same.
///
/// CRC-32C of the bytes, of a folder that of its files with their names; no protection from intent.
public struct FileChecksum: Codable, Equatable, Sendable {
  /// Its bytes; of a folder those of all files in it.
  public private(set) var bytes = 0
  /// Of all bytes, in hexadecimal digits.
  public private(set) var crc32c = "00000000"

  /// Reads a file or folder; nil for what can be read only once, like a pipe.
  ///
  /// - Throws: `InputError` where it cannot be read.
  public init?(of path: String) throws {
    var status = stat()
    guard stat(path, &status) == 0 else {
      throw AtomicFile.failure(.missingInput, path, "cannot open")
    }
    var sum = Sum()
    switch status.st_mode & S_IFMT {
    case S_IFREG: try sum.add(file: path)
    case S_IFDIR: try sum.add(folder: path, depth: 0)
    default: return nil
    }
    (bytes, crc32c) = (sum.bytes, String(format: "%08x", sum.crc))
  }

  /// The length alone of a file, without reading it.
  static func length(of path: String) throws -> Int { try InputFile(path).count }

  /// Whether a file is still this one; of one that is longer than `most` bytes its length is compared.
  package func isSame(as path: String, upTo most: Int) throws -> Bool {
    guard try Self.length(of: path) == bytes else { return false }
    return try bytes > most || FileChecksum(of: path) == self
  }

  private struct Sum {
    var (bytes, crc) = (0, UInt32(0))

    mutating func add(file path: String) throws {
      let file = try InputFile(path)
      try file.forEachPiece { crc = pl_crc32c(crc, $0.baseAddress, $0.count, false) }
      bytes += file.count
    }

    mutating func add(folder path: String, depth: Int) throws {
      // A link may lead back to its own folder.
      guard depth < 32 else {
        throw InputError(.badData, file: path, "there are more than 32 folders within each other")
      }
      guard let names = try? FileManager.default.contentsOfDirectory(atPath: path) else {
        throw InputError(.missingInput, file: path, "the folder cannot be read")
      }
      for name in names.sorted(by: { $0.utf8.lexicographicallyPrecedes($1.utf8) }) {
        let text = Array(name.utf8)
        crc = pl_crc32c(crc, text, text.count, false)
        let place = path + "/" + name
        var status = stat()
        guard stat(place, &status) == 0 else { continue }
        switch status.st_mode & S_IFMT {
        case S_IFREG: try add(file: place)
        case S_IFDIR: try add(folder: place, depth: depth + 1)
        default: break
        }
      }
    }
  }
}
