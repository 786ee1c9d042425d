import Testing

@testable import ParlanceText

@Suite struct HeapTests {
  @Test func whatComesFirstIsTakenFirst() {
    var generator = SplitMix64(seed: 2)
    var numbers = (0..<200).map { _ in generator.below(50) }
    var heap = Heap<Int> { $0 < $1 }
    for number in numbers { heap.push(number) }
    numbers.sort()
    #expect(heap.first == numbers[0])
    var taken: [Int] = []
    while let number = heap.pop() { taken.append(number) }
    #expect(taken == numbers)
    #expect(heap.pop() == nil)
  }
}
