import ParlanceText
import ParlanceVectors
import Testing

@Suite struct AnalogiesTests {
  private let golden = GoldenVectors.all

  private func analogy(_ words: [String], _ index: SimilarityIndex) throws -> Analogy {
    let words = try words.map { try #require(index.word($0)) }
    return Analogy(words[0], words[1], words[2])
  }

  @Test func bothMethods() throws {
    let index = golden.index
    for case let analogies in golden.analogies {
      let asked = try analogy(analogies.words, index)
      #expect(
        areEqual(index.answers(to: [asked], count: 5)[0], analogies.add), "\(analogies.words)")
      #expect(
        areEqual(index.answers(to: [asked], count: 5, method: .mul)[0], analogies.mul),
        "\(analogies.words)")
    }
  }

  @Test func manyAreAnsweredAsOneByOne() throws {
    let index = golden.index
    let asked = (0..<300).map { place in
      Analogy(
        index.word(at: place % 50), index.word(at: place % 7), index.word(at: place % 31 + 8))
    }
    for method in AnalogyMethod.allCases {
      let found = index.answers(to: asked, count: 2, method: method)
      for place in [0, 255, 256, 299] {
        let alone = index.answers(to: [asked[place]], count: 2, method: method)[0]
        #expect(areEqual(found[place], alone, 1e-6))
      }
    }
  }
}
