import Testing

@testable import ParlanceVectors

@Suite struct BestPlacesTests {
  @Test func asSorting() {
    let scores = (0..<500).map { Float(($0 * 7919) % 83) }
    for limit in [0, 1, 3, 40, 499, 500, 1000] {
      let best = BestPlaces(limit: limit, excluding: [7, 400])
      for (place, score) in scores.enumerated() where score > best.threshold {
        best.add(score, place)
      }
      let expected = scores.indices.filter { $0 != 7 && $0 != 400 }
        .sorted { (scores[$1], $0) < (scores[$0], $1) }.prefix(limit)
      #expect(best.sorted().map(\.place) == Array(expected))
    }
  }
}
