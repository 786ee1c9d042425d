import Foundation
import ParlanceTestSupport
import ParlanceText
import ParlanceVectors
import Testing

/// Published vectors give the numbers that gensim gives: `Tools/reference/golden_vectors.py`.
@Suite(
  .enabled(if: sharedData != nil, "skipped: there is no ../shared/data beside the repository"))
struct GloVeTests {
  private struct Golden: Decodable {
    struct Odd: Decodable {
      let words: [String]
      let odd: String
    }
    let nearest: [GoldenVectors.Ask]
    let analogies: [GoldenVectors.Analogies]
    let odd: [Odd]
    let pairs: [String: GoldenVectors.PairScores]
    let added: GoldenVectors.AnalogyScores
    let multiplied: GoldenVectors.AnalogyScores
  }

  private let golden: Golden
  private let index: SimilarityIndex
  private let data: String

  init() throws {
    golden = try JSONDecoder().decode(Golden.self, from: goldenData("vectors_glove.json"))
    data = try #require(sharedData)
    index = SimilarityIndex(
      try WordVectors.read(path: data + "/glove-6b-50d-100k/glove.6B.50d.100k.txt"))
  }

  /// In one test, since the file is read anew for each.
  @Test func gensimsNumbers() throws {
    try neighboursAndAnalogies()
    let lookup = WordLookup(index)
    let pairs = try WordPairs.read(paths: [data + "/word-similarity"])
    #expect(pairs.count == golden.pairs.count)
    for pairs in pairs {
      let name = URL(fileURLWithPath: pairs.file).lastPathComponent
      let expected = try #require(golden.pairs[name])
      let score = SimilarityScore(pairs, lookup)
      #expect(abs(score.spearman - expected.covered.spearman) < 1e-5, "\(name)")
      #expect(abs(score.pearson - expected.covered.pearson) < 1e-5, "\(name)")
      #expect(abs(score.spearmanOfAll - expected.all.spearman) < 1e-5, "\(name)")
      #expect(
        abs(100 * Double(score.pairs - score.covered) / Double(score.pairs) - expected.unknown)
          < 1e-9)
    }
    try sections(lookup)
  }

  private func neighboursAndAnalogies() throws {
    for ask in golden.nearest {
      let words = try ask.words.map { try #require(index.word($0)) }
      let found = index.neighbours(of: [NeighbourQuery(words)], count: 10)[0]
      #expect(areEqual(found, ask.neighbours), "\(ask.words)")
    }
    for analogy in golden.analogies {
      let words = try analogy.words.map { try #require(index.word($0)) }
      let asked = [Analogy(words[0], words[1], words[2])]
      #expect(areEqual(index.answers(to: asked, count: 5)[0], analogy.add), "\(analogy.words)")
      #expect(
        areEqual(index.answers(to: asked, count: 5, method: .mul)[0], analogy.mul),
        "\(analogy.words)")
    }
    for odd in golden.odd {
      let ranking = index.centrality(of: try odd.words.map { try #require(index.word($0)) })
      #expect(odd.words[ranking[ranking.count - 1].index] == odd.odd)
    }
  }

  /// All of them take long without optimisation.
  private func sections(_ lookup: WordLookup) throws {
    let all = try #require(
      try AnalogyQuestions.read(paths: [data + "/word-analogy/questions-words.txt"]))
    let names = ["capital-common-countries", "family", "gram4-superlative"]
    for method in AnalogyMethod.allCases {
      let some = AnalogyQuestions(
        file: all.file, sections: all.sections.filter { names.contains($0.name) })
      let score = AnalogyScore(some, lookup, method: method)
      let expected = (method == .add ? golden.added : golden.multiplied).sections
        .filter { names.contains($0.name) }
      #expect(score.sections.map(\.correct) == expected.map(\.correct))
      #expect(score.sections.map(\.covered) == expected.map(\.questions))
    }
  }
}
