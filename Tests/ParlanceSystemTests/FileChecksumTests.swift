import CParlance
import Foundation
import ParlanceTestSupport
import Testing

@testable import ParlanceSystem

@Suite struct FileChecksumTests {
  /// RFC 3720, B.4, and the usual check value.
  @Test(
    arguments: [
      ("313233343536373839", UInt32(0xe306_9283)), ("", 0),
      (String(repeating: "00", count: 32), 0x8a91_36aa),
      (String(repeating: "ff", count: 32), 0x62a8_ab43),
      ("000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f", 0x46dd_794e),
    ] as [(String, UInt32)])
  func valuesOfTheStandard(digits: String, value: UInt32) {
    let digits = Array(digits)
    let bytes = stride(from: 0, to: digits.count, by: 2).map {
      UInt8(String(digits[$0...$0 + 1]), radix: 16)!
    }
    for plain in [false, true] {
      #expect(pl_crc32c(0, bytes, bytes.count, plain) == value)
      for cut in 0...bytes.count {
        let first = pl_crc32c(0, bytes, cut, plain)
        let rest = Array(bytes[cut...])
        #expect(pl_crc32c(first, rest, rest.count, plain) == value)
      }
    }
  }

  @Test func ofFilesAndFolders() throws {
    try withFolder { folder in
      try AtomicFile.createFolder(folder + "/data/a")
      try AtomicFile.write("123456789", to: folder + "/data/a/1.txt")
      let file = try #require(try FileChecksum(of: folder + "/data/a/1.txt"))
      #expect(file.bytes == 9 && file.crc32c == "e3069283")
      let whole = try FileChecksum(of: folder + "/data")
      #expect(whole?.bytes == 9)
      // The same bytes under another name are other data.
      try AtomicFile.write("123456789", to: folder + "/data/a/2.txt")
      try FileManager.default.removeItem(atPath: folder + "/data/a/1.txt")
      let renamed = try FileChecksum(of: folder + "/data")
      #expect(renamed?.bytes == 9 && renamed != whole)
      #expect(mkfifo(folder + "/pipe", 0o600) == 0)
      #expect(try FileChecksum(of: folder + "/pipe") == nil)
      let error = #expect(throws: InputError.self) { try FileChecksum(of: folder + "/none") }
      #expect(error?.kind == .missingInput)
    }
  }

  @Test func aLongFileIsToldByItsLength() throws {
    try withFolder { folder in
      let path = folder + "/file"
      try AtomicFile.write("123456789", to: path)
      let checksum = try #require(try FileChecksum(of: path))
      #expect(try checksum.isSame(as: path, upTo: 9))
      try AtomicFile.write("987654321", to: path)
      #expect(try !checksum.isSame(as: path, upTo: 9))
      #expect(try checksum.isSame(as: path, upTo: 8))
      try AtomicFile.write("12345678", to: path)
      #expect(try !checksum.isSame(as: path, upTo: 8))
    }
  }
}
