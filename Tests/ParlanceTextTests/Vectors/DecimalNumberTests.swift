import ParlanceSystem
import Testing

@testable import ParlanceText

@Suite struct DecimalNumberTests {
  private func read(_ text: String) -> Float? {
    Array(text.utf8).withUnsafeBufferPointer { DecimalNumber.float($0[...]) }
  }

  /// The same bits as the language's own reading, which is right for all of them.
  private func check(_ text: String) {
    #expect(read(text)?.bitPattern == Float(text)?.bitPattern, "\(text)")
  }

  @Test(arguments: [
    "0", "-0", "1", "-1.5", "+2", ".5", "5.", "1e5", "1E-5", "-1.25e+03", "1e22", "1e23", "1e-22",
    "1e-45", "1.1754943e-38", "3.4028235e38", "3.4028236e38", "1e400", "123456789012345678901",
    "0.000000000000000000000001", "9007199254740993", "16777217", "16777219", "8388608.5",
    "1.00000005960464477539062500001", "1.0000000596046448", "nan", "inf", "-infinity", "0x1p3",
    "", "-", ".", "1e", "1e+", "e5", "1.2.3", "1,5", "1 ", "--1", "1e99999",
  ])
  func hardTexts(text: String) { check(text) }

  @Test func drawnTexts() {
    var generator = RandomGenerator(seed: 4)
    for _ in 0..<3000 {
      let number = Float(bitPattern: UInt32(truncatingIfNeeded: generator.next()))
      if number.isFinite { check("\(number)") }
      check("\(generator.normal())")
      check(String(Float(generator.uniform() - 0.5)))
      // Midway between two float32, and next to it.
      let middle = Double(Float(generator.uniform())).nextUp + 0x1p-26
      check("\(middle)")
    }
  }
}
