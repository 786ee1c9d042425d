import ParlanceSystem
import Testing

@testable import ParlanceDecoding

@Suite struct RankingTests {
  /// Few are found in one walk, many by sorting: the same order, ties by place.
  @Test func asSorting() {
    var generator = RandomGenerator(seed: 1)
    for trial in 0..<60 {
      let size = trial * 3
      let values = (0..<size).map { _ in
        trial % 2 == 0
          ? Float(generator.uniform())
          : [-Float.infinity, 0, -0.0, 1, 2][Int(5 * generator.uniform())]
      }
      let sorted = values.indices.sorted { (values[$0], $1) > (values[$1], $0) }.map(Int32.init)
      for count in [0, 1, 2, 5, 63, 64, 65, size, size + 1] {
        #expect(ranked(values, count) == Array(sorted.prefix(count)), "\(count) of \(values)")
        let even = sorted.filter { $0 % 2 == 0 }
        #expect(ranked(values[...], count) { $0 % 2 == 0 } == Array(even.prefix(count)))
      }
    }
  }
}
