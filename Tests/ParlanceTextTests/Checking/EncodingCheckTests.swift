import Foundation
import ParlanceSystem
import Testing

@testable import ParlanceText

@Suite struct EncodingCheckTests {
  private func lines(_ bytes: [UInt8]) throws -> [String] {
    try withFile(bytes) { path in
      try EncodingCheck.findings(in: path).map { found in
        #expect(found.file == path && found.kind == .encoding)
        return "\(found.line) \(found.severity.rawValue): \(found.message)"
      }
    }
  }

  @Test func nothingIsWrong() throws {
    #expect(try lines(Array("naïve café — “quoted” 😀\nÂME, À LA CARTE\n".utf8)) == [])
    #expect(try lines(Array("a\r\nb\r\n".utf8)) == [])
    #expect(try lines([]) == [])
  }

  @Test func bytesThatAreNoText() throws {
    let found = try lines(
      Array("good\nb".utf8) + [0xE9] + Array("se\nx".utf8) + [0, 0] + Array("\n".utf8)
        + [0x61, 0xE2, 0x82])
    #expect(
      found == [
        "2 problem: invalid UTF-8 at byte 2 of the line (0xE9)",
        "3 problem: binary data: byte 2 of the line is NUL",
        "4 problem: invalid UTF-8 at byte 2 of the line (0xE2)",
      ])
    #expect(
      try lines([0xFF, 0xFE, 0x61, 0]) == ["1 problem: the text is UTF-16; UTF-8 is expected"])
  }

  @Test func marksAndLineEnds() throws {
    #expect(
      try lines([0xEF, 0xBB, 0xBF] + Array("a\nb\nc\r\nd\re\n".utf8)) == [
        "1 note: a byte order mark begins the file; it is left out on reading",
        "4 note: byte 2 of the line is a carriage return without a line feed",
        "3 note: line ends are mixed: 3 LF and 1 CRLF; this line ends in another way than the first",
      ])
  }

  @Test func lostCharacters() throws {
    #expect(
      try lines(Array("a\ncaf\u{FFFD} \u{FFFD}\ncafÃ©\nitâ€™s\nÂ£5\nð\u{178}˜€\n".utf8)) == [
        "2 note: 2 replacement characters: what stood there was lost on the way",
        "3 note: \"Ã©\" looks like UTF-8 that was read as Latin-1 or Windows-1252",
        "4 note: \"â€™\" looks like UTF-8 that was read as Latin-1 or Windows-1252",
        "5 note: \"Â£5\" looks like UTF-8 that was read as Latin-1 or Windows-1252",
        "6 note: \"ð\u{178}˜\" looks like UTF-8 that was read as Latin-1 or Windows-1252",
      ])
  }

  @Test func linesAcrossBlocks() throws {
    let long = [UInt8](repeating: 0x61, count: ByteSource.blockSize - 1)
    #expect(
      try lines(long + [0x0A] + long + [0xC3, 0x0A, 0x62]) == [
        "2 problem: invalid UTF-8 at byte \(long.count + 1) of the line (0xC3)"
      ])
    #expect(throws: InputError.self) { try EncodingCheck.findings(in: "/none") }
  }
}
