import Foundation
import ParlanceTestSupport
import ParlanceText
import ParlanceVectors
import Testing

/// The ten published tests on published vectors, as `Tools/reference/wefe_weat.py` has them from wefe.
@Suite(.enabled(if: sharedData != nil, "skipped: there is no ../shared/data beside the repository"))
struct PublishedTestsTests {
  private struct Golden: Decodable {
    let effectSize: Double
    let ect: Double
    let rnsb: Double
  }

  @Test func asWefeHasThem() throws {
    let golden = try JSONDecoder().decode([Golden?].self, from: goldenData("bias_glove.json"))
    let folder = try #require(sharedData)
    let queries = try BiasQuery.read(path: folder + "/weat")
    try #require(queries.count == golden.count)
    let words = Set(queries.flatMap(\.sets).flatMap(\.words).flatMap { [$0, $0.lowercased()] })
    let vectors = try WordVectors.read(
      path: folder + "/glove-6b-50d-100k/glove.6B.50d.100k.txt", keeping: words.contains)
    var options = BiasTest.Options()
    options.permutations = 1
    for (query, expected) in zip(queries, golden) {
      let test = BiasTest(query, in: vectors, options)
      guard let expected else {
        #expect(test.problem != nil && test.weat == nil, "\(query.name)")
        continue
      }
      expectNear(test.weat?.effectSize, expected.effectSize)
      expectNear(test.coherence, expected.ect)
      expectNear(test.negativeSentiment, expected.rnsb)
      // Everywhere the sign that was published.
      #expect((test.weat?.effectSize ?? 0) * (query.published ?? 0) > 0)
    }
  }
}
