import Foundation
import ParlanceTestSupport
import ParlanceText
import Testing

@testable import ParlanceClassification

@Suite struct LabelDivergencesTests {
  private struct Golden: Decodable {
    let has: [[Int]]
    let single: [Int]
    let several: [[Int]]
    let singleDivergences, severalDivergences: [Double]
  }

  /// Features are words by their columns.
  private func features(_ has: [[Int]], _ targets: [[Int]]) -> (BagFeatures, ids: [Int32]) {
    let words = has[0].indices.map { "w\($0)" }
    var builder = VocabularyBuilder()
    builder.add(contentsOf: words)
    let vocabulary = builder.build()
    var made = ClassifierArchitecture()
    (made.vocabularySize, made.labelCount) = (vocabulary.count, 3)
    let texts = has.map { row in
      ReadText(tokens: row.indices.filter { row[$0] == 1 }.map { words[$0] })
    }
    let features = BagFeatures(texts, targets: targets, TextEncoder(made, vocabulary: vocabulary))
    return (features, words.map { vocabulary.id(of: $0) })
  }

  @Test(arguments: [false, true]) func areRelativeEntropies(isMultiLabel: Bool) throws {
    let golden = try JSONDecoder().decode(Golden.self, from: goldenData("regression.json"))
    let targets =
      isMultiLabel
      ? golden.several.map { row in row.indices.filter { row[$0] == 1 } }
      : golden.single.map { [$0] }
    let (features, ids) = features(golden.has, targets)
    let divergences = LabelDivergences(features, by: Array(targets.indices)).values
    let wanted = isMultiLabel ? golden.severalDivergences : golden.singleDivergences
    for (id, wanted) in zip(ids, wanted) {
      #expect(abs(Double(divergences[Int(id)]) - wanted) < 1e-5)
    }
    // A feature that no text has.
    #expect(divergences[Int(ids[0])] == 0)
  }

  /// Texts that are held out say nothing, and where all have one label no feature does.
  @Test func onlyTheTextsThatAreNamedCount() {
    func divergences(_ targets: [[Int]]) -> [Float] {
      let (features, ids) = features([[1, 0, 1], [1, 1, 0], [0, 1, 0], [1, 1, 1]], targets)
      let values = LabelDivergences(features, by: [0, 1]).values
      return ids.map { values[Int($0)] }
    }
    let some = divergences([[0], [1], [1], [0]])
    #expect(some == divergences([[0], [1], [0], []]))
    #expect(some[0] == 0 && some[1] > 0.05)
    #expect(divergences([[0], [0], [1], [1]]) == [0, 0, 0])
    // To have no label tells as much as to have one.
    #expect(divergences([[0], [], [], []]) == some)
  }

  /// What two families share counts once in a text.
  @Test func sharedRowsCountOnce() {
    let read = ReadText(tokens: ["aa"], shapes: ["xx"])
    var made = ClassifierArchitecture()
    (made.vocabularySize, made.labelCount, made.buckets) = (4, 2, 1)
    (made.shapes, made.characters) = (true, 2...2)
    let encoder = TextEncoder(made, vocabulary: VocabularyBuilder().build())
    let features = BagFeatures([read, read], targets: [[0], [1]], encoder)
    var (ids, found) = (features.distinctIDs, [Int]())
    ids.forEach(of: 1) { found.append($0) }
    #expect(found == [4] && features.places(of: 1).count == 2)
  }
}
