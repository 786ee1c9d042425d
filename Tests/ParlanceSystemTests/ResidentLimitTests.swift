import Foundation
import Testing

@testable import ParlanceSystem

@Suite struct ResidentLimitTests {
  private let folder = NSTemporaryDirectory()

  /// What is given back is read again as it was written.
  @Test func numbersStay() throws {
    let limit = ResidentLimit(bytes: 1)
    let count = 1 << 16
    let numbers = try NumberBuffer<UInt32>(count: count, folder: folder)
    for round in 0..<4 as Range<UInt32> {
      for index in 0..<count { numbers[index] = UInt32(index) &* 7 &+ round }
      MemoryBlock.giveBackTemporaryPages()
      #expect((0..<count).allSatisfy { numbers[$0] == UInt32($0) &* 7 &+ round })
    }
    withExtendedLifetime(limit) {}
  }

  #if os(Linux)
    @Test func pagesAreGivenBack() throws {
      let count = 1 << 25
      let numbers = try NumberBuffer<UInt8>(count: count, folder: folder)
      // Other tests take and give back memory meanwhile, so that one look may be misled.
      let given = (0..<8).map { _ in
        for index in stride(from: 0, to: count, by: 4096) { numbers[index] = 1 }
        let before = ResidentLimit.residentBytes
        MemoryBlock.giveBackTemporaryPages()
        return before - ResidentLimit.residentBytes
      }
      #expect(given.sorted()[4] > count / 2, "\(given)")
      #expect(numbers[8192] == 1)
    }
  #endif
}
