import CParlance
import Testing

@testable import ParlanceArrays

@Suite struct StorageTests {
  @Test func aReleasedBlockComesBack() {
    // A size that no other test asks for.
    let count = 3_456_789
    func place() -> UnsafeRawPointer? {
      NDArray(uninitialized: [count]).withBytes(\.baseAddress)
    }
    let first = place()
    #expect((0..<5).allSatisfy { _ in place() == first })
    let held = NDArray(uninitialized: [count])
    #expect(held.withBytes(\.baseAddress) == first)
    #expect(place() != first)
  }

  @Test func blocksAreAlignedAndApart() {
    var taken: [ClosedRange<UInt>] = []
    var arrays: [NDArray] = []
    for count in [0, 1, 15, 16, 17, 24, 31, 32, 33, 47, 48, 49, 63, 64, 65, 1000, 1024, 1025, 4097]
    {
      arrays.append(NDArray(repeating: Double(count), shape: [count]))
      let start = UInt(bitPattern: arrays.last!.withBytes(\.baseAddress))
      #expect(start % 64 == 0)
      let range = start...start + UInt(max(4 * count, 64)) - 1
      #expect(!taken.contains { $0.overlaps(range) })
      taken.append(range)
    }
    for array in arrays { #expect(array.floats.allSatisfy { $0 == Float(array.count) }) }
  }

  @Test func whatNoMachineHoldsIsRefused() {
    #expect(pl_allocate(.max / 2) == nil)
  }
}
