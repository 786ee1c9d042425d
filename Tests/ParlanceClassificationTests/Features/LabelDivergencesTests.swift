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
    let divergences = LabelDivergences(
      features, texts: Array(targets.indices), targets: targets, labelCount: 3
    ).values
    let wanted = isMultiLabel ? golden.severalDivergences : golden.singleDivergences
    for (id, wanted) in zip(ids, wanted) {
      #expect(abs(Double(divergences[Int(id)]) - wanted) < 1e-5)
    }
    // A feature that no text has.
    #expect(divergences[Int(ids[0])] == 0)
  }

  /// Texts that are held out say nothing, and where all have one label no feature does.
  @Test func onlyTheTextsThatAreNamedCount() {
    let has = [[1, 0, 1], [1, 1, 0], [0, 1, 0], [1, 1, 1]]
    let (features, ids) = features(has, [[0], [1], [1], [0]])
    let some = LabelDivergences(
      features, texts: [0, 1], targets: [[0], [1], [1], [0]], labelCount: 3
    ).values
    let others = LabelDivergences(
      features, texts: [0, 1], targets: [[0], [1], [0], [1]], labelCount: 3
    ).values
    #expect(some == others)
    #expect(some[Int(ids[0])] < some[Int(ids[1])])
    let one = LabelDivergences(
      features, texts: [0, 1], targets: [[0], [0], [1], [1]], labelCount: 3
    ).values
    #expect(one.allSatisfy { $0 == 0 })
  }
}
