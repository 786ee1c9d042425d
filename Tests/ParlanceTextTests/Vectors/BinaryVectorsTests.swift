import ParlanceText
import Testing

@Suite struct BinaryVectorsTests {
  private func record(_ word: [UInt8], _ numbers: [Float], end: [UInt8] = []) -> [UInt8] {
    word + [0x20]
      + numbers.flatMap { number in
        (0..<4).map { UInt8(truncatingIfNeeded: number.bitPattern >> (8 * $0)) }
      } + end
  }

  private func record(_ word: String, _ numbers: [Float], end: [UInt8] = []) -> [UInt8] {
    record(Array(word.utf8), numbers, end: end)
  }

  private func read(
    _ header: String, _ records: [UInt8], keeping: ((String) -> Bool)? = nil
  ) throws -> WordVectors {
    try withFile(Array(header.utf8) + records) { try WordVectors.read(path: $0, keeping: keeping) }
  }

  @Test(arguments: [[], [0x0A]] as [[UInt8]])
  func recordsMayHaveALineEnd(end: [UInt8]) throws {
    // The numbers' bytes are blanks and line ends, too.
    let numbers: [Float] = [Float(bitPattern: 0x0A20_0A20), -2.5]
    let records = record("Zürich", numbers, end: end) + record("b", [0, 1], end: end)
    let vectors = try read("2 2\n", records)
    #expect(vectors.words == ["Zürich", "b"] && vectors.numbers == numbers + [0, 1])
    #expect(vectors.notes.isEmpty)
    let kept = try read("2 2\n", records) { $0 == "b" }
    #expect(kept.words == ["b"] && kept.numbers == [0, 1] && kept.notes.isEmpty)
  }

  @Test func whatIsLeftOutIsSaid() throws {
    let records = record("a", [1, 0]) + record([0xE9], [2, 0]) + record("a", [3, 0])
    let vectors = try read("3 2\n", records)
    #expect(vectors.words == ["a"] && vectors.index(of: "a") == 0)
    #expect(vectors.notes.count == 2 && vectors.notes[0].contains("1 word is not UTF-8"))
    #expect(vectors.notes[1].contains("1 word is there again"))
    #expect(try read("5 2\n", records).notes[2].contains("promises 5 words, found 3"))
    #expect(try read("1 2\n", records).notes[0].contains("more after the 1 words"))
  }

  @Test(arguments: [
    ("2 2\n", 3, "expected a blank"), ("2 2\n", 9, "expected 8 bytes, found 7"),
    ("9000000000000 2\n", 9, "expected 8 bytes"), ("2 100000\n", 30, "at most 65536 dimensions"),
    ("2 60000\n", 30, "expected 240000 bytes"), ("0 2\n", 30, "no words"),
  ])
  func wrongFilesAreNamed(header: String, length: Int, message: String) {
    let records = record("a", [1, 0]) + record("abc", [2, .pi]) + record("d", [2, .pi])
    let start = length == 3 ? [0, 1, 2] : Array(records[..<length])
    let error = inputError { _ = try read(header, start) }
    #expect(error?.kind == .badData && error?.message.contains(message) == true, "\(error as Any)")
  }

  @Test func numbersAreFinite() {
    for number in [Float.nan, .infinity] {
      let error = inputError { _ = try read("1 2\n", record("a", [0, number])) }
      #expect(error?.message.contains("the vector of a") == true)
    }
  }
}
