import Foundation
import ParlanceArrays
import Testing

@testable import ParlanceText

/// The gzip members of "one\ntw" and of "o\nthree\n".
private let firstMember: [UInt8] = [
  31, 139, 8, 0, 0, 0, 0, 0, 2, 3, 203, 207, 75, 229, 42, 41, 7, 0, 138, 15, 63, 234, 6, 0, 0, 0,
]
private let secondMember: [UInt8] = [
  31, 139, 8, 0, 0, 0, 0, 0, 2, 3, 203, 231, 42, 201, 40, 74, 77, 229, 2, 0, 75, 86, 29, 134, 8, 0,
  0, 0,
]

private func lines(_ bytes: [UInt8]) throws -> [String] {
  try withFile(bytes) { path in
    var lines: [String] = []
    try LineReader.forEachLine(path) { line, number in
      lines.append(line)
      #expect(number == lines.count)
    }
    return lines
  }
}

private func failure(_ bytes: [UInt8]) -> InputError? {
  inputError { _ = try lines(bytes) }
}

@Suite struct LineReaderTests {
  @Test(arguments: [
    ("", []), ("\n", [""]), ("a", ["a"]), ("a\nb\n", ["a", "b"]),
    ("a\r\n\r\nb\r\n", ["a", "", "b"]),
    ("a\rb\n", ["a\rb"]), ("a\rb\r\rc", ["a", "b", "", "c"]), ("a\r", ["a"]), ("\r", [""]),
    ("\u{FEFF}a\nb", ["a", "b"]), ("\u{FEFF}", []),
    ("a\u{FEFF}", ["a\u{FEFF}"]),
    ("e\u{301} 𝄞\n", ["e\u{301} 𝄞"]),
  ])
  func linesOfText(text: String, expected: [String]) throws {
    let found = try lines(Array(text.utf8))
    #expect(found.map { Array($0.utf8) } == expected.map { Array($0.utf8) })
  }

  @Test func linesLongerThanABlock() throws {
    let long = String(repeating: "äb", count: ByteSource.blockSize)
    let short = (0..<50_000).map { "line \($0)" }
    let text = ([long] + short + [long]).joined(separator: "\r\n")
    #expect(try lines(Array(text.utf8)) == [long] + short + [long])
  }

  /// A line is given as soon as it is there: nothing more is waited for, however short it is.
  @Test(arguments: ["\n", "a\n", "ab\n", "é\n"])
  func shortLinesOfAPipe(text: String) throws {
    let path = NSTemporaryDirectory() + "/pipe-" + UUID().uuidString
    defer { try? FileManager.default.removeItem(atPath: path) }
    #expect(mkfifo(path, 0o600) == 0)
    // Open for writing as well, so that there is no end.
    let pipe = open(path, O_RDWR)
    defer { close(pipe) }
    _ = text.withCString { write(pipe, $0, strlen($0)) }
    var reader = try LineReader(path: path)
    #expect(try reader.next() == String(text.dropLast()))
  }

  @Test func whatIsPeekedIsReadAgain() throws {
    try withFile("\n \r\nx\ny") { path in
      var reader = try LineReader(path: path)
      #expect(try reader.peek { !$0.isWhiteSpace } == "x" && reader.peekedLine == 3)
      #expect(reader.lineNumber == 0)
      var found: [String] = []
      while let line = try reader.next() {
        found.append("\(reader.lineNumber):\(line):\(reader.lineEnd.debugDescription)")
        if line == "x" { #expect(try reader.peek { $0 == "z" } == nil) }
      }
      #expect(found == ["1::\"\\n\"", "2: :\"\\r\\n\"", "3:x:\"\\n\"", "4:y:\"\""])
    }
  }

  @Test func linesThatAreTooLongAreNamed() throws {
    try withFile("a\n" + String(repeating: "b", count: 1 << 20)) { path in
      var reader = try LineReader(path: path)
      reader.maximumLength = 1 << 19
      #expect(try reader.next() == "a")
      let error = inputError { _ = try reader.next() }
      #expect(error?.line == 2 && error?.message.contains("524288 bytes") == true)
    }
  }

  @Test func gzipOfSeveralMembers() throws {
    #expect(try lines(firstMember + secondMember) == ["one", "two", "three"])
    #expect(try lines(firstMember + secondMember + [0, 0, 0]) == ["one", "two", "three"])
  }

  @Test func gzipCutOffAnywhere() {
    for count in 2..<firstMember.count {
      let error = failure(Array(firstMember.prefix(count)))
      #expect(error?.kind == .badData)
      #expect(error?.message.contains("cut off") == true)
    }
    #expect(failure(firstMember + secondMember.dropLast(9))?.line == 4)
  }

  @Test func gzipDamaged() {
    var damaged = firstMember
    damaged[20] ^= 1
    #expect(failure(damaged)?.message.contains("damaged") == true)
    #expect(failure(firstMember + Array("text".utf8))?.kind == .badData)
  }

  @Test(arguments: [
    ([0x80], 1), ([0x61, 0xC3], 2), ([0x61, 0xC0, 0xAF], 2), ([0xE0, 0x80, 0x80], 1),
    ([0xED, 0xA0, 0x80], 1), ([0xF4, 0x90, 0x80, 0x80], 1), ([0xF0, 0x9F, 0x98, 0x20], 1),
    (Array("0123456789ä".utf8) + [0xFF], 13),
  ])
  func invalidUTF8(bytes: [UInt8], place: Int) {
    let error = failure(Array("fine\n".utf8) + bytes + Array("\nfine\n".utf8))
    #expect(error?.kind == .badData)
    #expect(error?.line == 2)
    #expect(error?.file != nil)
    #expect(error?.message.contains("invalid UTF-8 at byte \(place) of the line") == true)
  }

  @Test func binaryFiles() {
    #expect(failure([0x61, 0x0A, 0x62, 0x00])?.message.contains("binary file") == true)
    for (bytes, name) in [
      ([0xFF, 0xFE, 0x61, 0], "UTF-16"), ([0xFE, 0xFF], "UTF-16"), ([0x61, 0, 0x62, 0], "UTF-16"),
      ([0, 0x61, 0, 0x62], "UTF-16"), ([0xFF, 0xFE, 0, 0, 0x61, 0, 0, 0], "UTF-32"),
      ([0, 0, 0xFE, 0xFF, 0, 0, 0, 0x61], "UTF-32"), ([0x61, 0, 0, 0], "UTF-32"),
    ] as [([UInt8], String)] {
      #expect(failure(bytes)?.message.contains("is \(name);") == true, "\(bytes)")
    }
  }

  @Test func filesThatCannotBeOpened() {
    let directory = FileManager.default.temporaryDirectory.path
    for path in [directory + "/no such file", directory, "", "a\0b"] {
      #expect(inputError { _ = try LineReader(path: path) }?.kind == .missingInput)
    }
  }

  @Test func readingEndsAtAnError() throws {
    try withFile([0x61, 0x0A] + firstMember.prefix(0) + [0xFF, 0x0A, 0x62]) { path in
      var reader = try LineReader(path: path)
      #expect(try reader.next() == "a")
      #expect(throws: InputError.self) { try reader.next() }
      #expect(reader.lineNumber == 2)
    }
  }
}
