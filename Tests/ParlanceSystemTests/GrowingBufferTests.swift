import ParlanceSystem
import Testing

@Suite struct GrowingBufferTests {
  @Test func numbersStayInOrder() throws {
    var buffer = GrowingBuffer<UInt32>()
    for start in stride(from: UInt32(0), to: 10_000, by: 100) {
      try buffer.append(start)
      try buffer.append(start + 1..<start + 100)
    }
    #expect(buffer.count == 10_000)
    let numbers = try buffer.finish()
    #expect(numbers[0..<10_000] == Array(0..<10_000))
    #expect(numbers.checksum(10..<20) == numbers.prefix(20).checksum(10..<20))
  }

  @Test func emptyOnesAreEmpty() throws {
    let numbers = try GrowingBuffer<Float>().finish()
    #expect(numbers.count == 0 && numbers[0..<0].isEmpty && numbers.checksum() == 0)
    #expect(try GrowingBuffer<Float>().finishedBlock().byteCount == 0)
  }

  @Test func bytesAreText() throws {
    let bytes = try NumberBuffer(Array("aé".utf8) + [0xFF])
    #expect(bytes.text(0..<3) == "aé" && bytes.text(3..<4) == "\u{FFFD}")
    Array("é".utf8).withUnsafeBufferPointer {
      #expect(
        bytes.holds($0, at: 1..<3) && !bytes.holds($0, at: 2..<4) && !bytes.holds($0, at: 1..<4))
    }
  }
}
