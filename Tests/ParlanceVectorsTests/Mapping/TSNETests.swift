import Foundation
import ParlanceVectors
import Testing

@Suite struct TSNETests {
  @Test func noWorseThanScikitLearn() {
    let golden = GoldenVectors.all.map
    let map = TSNE(of: golden.points, perplexity: golden.perplexity)
    #expect(map.divergence <= golden.divergence, "\(map.divergence) \(golden.divergence)")
    #expect(map.divergence > 0)
    // Four clusters of twelve: the nearest on the map is of the same cluster.
    let places = map.coordinates
    for i in places.indices {
      let nearest = places.indices.filter { $0 != i }.min {
        hypot(places[$0][0] - places[i][0], places[$0][1] - places[i][1])
          < hypot(places[$1][0] - places[i][0], places[$1][1] - places[i][1])
      }
      #expect(nearest.map { $0 / 12 } == i / 12)
    }
  }

  @Test func theSameEveryTime() {
    let points = Array(GoldenVectors.all.map.points.prefix(20))
    let (a, b) = (TSNE(of: points, steps: 60), TSNE(of: points, steps: 60))
    #expect(a.coordinates == b.coordinates)
  }

  @Test func fewAndEqualPoints() {
    for points: [[Float]] in [
      [], [[1, 2]], [[1, 2], [3, 4]], [[1, 1], [1, 1], [1, 1], [1, 1]],
      [[1, 1], [1, 1], [2, 2], [5, 0]],
    ] {
      let map = TSNE(of: points, perplexity: 30)
      #expect(map.coordinates.count == points.count)
      #expect(map.coordinates.joined().allSatisfy { $0.isFinite })
    }
  }
}
