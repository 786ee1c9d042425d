import ParlanceSystem
import Testing

@Suite struct SortedListsTests {
  private func buffer(_ numbers: [UInt32]) throws -> NumberBuffer<UInt32> {
    let buffer = try NumberBuffer<UInt32>(count: numbers.count)
    for (index, number) in numbers.enumerated() { buffer[index] = number }
    return buffer
  }

  /// As looking through each list.
  @Test func asLookingThroughAll() throws {
    var generator = RandomGenerator(seed: 1)
    for trial in 0..<40 {
      let lists = (0..<trial).map { index in
        Set(
          (0..<[0, 1, 2, 7, 300][(index + trial) % 5]).map { _ in
            UInt32(400 * generator.uniform())
          }
        ).sorted()
      }
      var starts: [UInt32] = [0]
      for list in lists { starts.append(starts.last! + UInt32(list.count)) }
      let all = lists.flatMap { $0 }
      let sorted = SortedLists(values: try buffer(all), starts: try buffer(starts))
      let count = trial * 13
      let numbers = (0..<count).map { _ in UInt32(400 * generator.uniform()) }
      let asked = (0..<count).map { index in
        index % 9 == 0 ? SortedLists.none : UInt32(Double(trial + 2) * generator.uniform())
      }
      var found: [UInt32] = []
      sorted.places(of: numbers, in: asked, into: &found)
      let expected = zip(numbers, asked).map { number, list in
        guard list < lists.count, let place = lists[Int(list)].firstIndex(of: number) else {
          return SortedLists.none
        }
        return starts[Int(list)] + UInt32(place)
      }
      #expect(found == expected)
    }
  }

  @Test func startsThatAreNotTrue() throws {
    let lists = SortedLists(
      values: try buffer([1, 2, 3]), starts: try buffer([2, 1, .max, 0, 5, .max - 1]))
    var found: [UInt32] = []
    for number in 0..<5 as Range<UInt32> {
      lists.places(
        of: [UInt32](repeating: number, count: 6), in: [0, 1, 2, 3, 4, 5], into: &found)
      #expect(found.allSatisfy { $0 == SortedLists.none || $0 < 3 })
    }
    let empty = SortedLists(values: try buffer([]), starts: try buffer([0]))
    empty.places(of: [], in: [], into: &found)
    #expect(found.isEmpty)
  }
}
