import Testing

@testable import ParlanceClassification

@Suite struct FeatureCountsTests {
  @Test(arguments: [1, 2, 3, 7, 100])
  func keysInAscendingOrderWithTheirCounts(most: Int) {
    var counts = FeatureCounts()
    counts.most = most
    for key in [5, 1, 5, 9, -2, 1, 5, 9, 3, 3, 3, 3] as [Int64] { counts.add(key) }
    let found = counts.ascending()
    #expect(found.map(\.key) == [-2, 1, 3, 5, 9] && found.map(\.count) == [1, 2, 4, 3, 2])
    #expect(FeatureCounts.init().most > 1000)
  }
}
