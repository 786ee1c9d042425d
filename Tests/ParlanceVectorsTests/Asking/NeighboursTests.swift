import ParlanceText
import ParlanceVectors
import Testing

@Suite struct NeighboursTests {
  private let golden = GoldenVectors.all

  @Test func neighboursOfOneAndOfSeveralWords() throws {
    let index = golden.index
    for ask in golden.nearest {
      let query = NeighbourQuery(try ask.words.map { try #require(index.word($0)) })
      let found = index.neighbours(of: [query], count: 8)
      #expect(areEqual(found[0], ask.neighbours), "\(ask.words)")
    }
  }

  @Test func manyQuestionsAreAnsweredAsOneByOne() throws {
    let index = golden.index
    let queries = (0..<1100).map { NeighbourQuery([index.word(at: $0 % golden.words.count)]) }
    let found = index.neighbours(of: queries, count: 3)
    #expect(found.count == 1100)
    for place in [0, 511, 512, 1099] {
      #expect(areEqual(found[place], index.neighbours(of: [queries[place]], count: 3)[0], 1e-6))
    }
  }

  @Test func wordsThatAreTakenAwayOrLeftOut() throws {
    let vectors = WordVectors(
      words: ["a", "b", "c", "d"], numbers: [1, 0, 0, 1, 1, 1, -1, 0], dimension: 2)
    let index = SimilarityIndex(vectors)
    let words = (0..<4).map(index.word(at:))
    let minus = index.neighbours(
      of: [NeighbourQuery([words[2]], minus: [words[1]])], count: 9)[0]
    #expect(minus.map(\.word) == ["a", "d"])
    let left = index.neighbours(
      of: [NeighbourQuery(vector: [1, 0], excluding: [0, 2])], count: 9)[0]
    #expect(left.map(\.word) == ["b", "d"])
    #expect(left.map(\.similarity) == [0, -1])
  }

  @Test func onlyTheMostFrequentAreAnswers() {
    let index = SimilarityIndex(golden.wordVectors, mostFrequent: 5)
    let found = index.neighbours(of: [NeighbourQuery([index.word(at: 20)])], count: 100)[0]
    #expect(Set(found.map(\.word)) == ["w0", "w1", "w2", "w3", "w4"])
  }

  @Test func equalOnesStandInTheOrderOfTheVectors() {
    let vectors = WordVectors(
      words: ["q", "b", "a", "far", "c"], numbers: [1, 0, 2, 0, 3, 0, 0, 1, 4, 0], dimension: 2)
    let index = SimilarityIndex(vectors)
    for count in 1...4 {
      let found = index.neighbours(of: [NeighbourQuery([index.word(at: 0)])], count: count)[0]
      #expect(found.map(\.word) == Array(["b", "a", "c", "far"].prefix(count)))
    }
  }

  @Test func zerosHaveTheCosineNought() {
    let vectors = WordVectors(
      words: ["zero", "a", "b"], numbers: [0, 0, 1, 0, -1, 0], dimension: 2)
    let index = SimilarityIndex(vectors)
    let found = index.neighbours(of: [NeighbourQuery([index.word(at: 1)])], count: 9)[0]
    #expect(found == [Neighbour](["zero", "b"], [0, -1]))
    let ofZero = index.neighbours(of: [NeighbourQuery([index.word(at: 0)])], count: 9)[0]
    #expect(ofZero == [Neighbour](["a", "b"], [0, 0]))
    #expect(index.similarity(index.word(at: 0), index.word(at: 1)) == 0)
  }

  @Test func noCountNoWordsAndOneDimension() {
    #expect(
      golden.index.neighbours(of: [NeighbourQuery(vector: [1, 0, 0, 0, 0, 0])], count: 0)[0] == [])
    #expect(golden.index.neighbours(of: [], count: 3).isEmpty)
    let line = SimilarityIndex(WordVectors(words: ["a", "b"], numbers: [2, -3], dimension: 1))
    #expect(
      line.neighbours(of: [NeighbourQuery([line.word(at: 0)])], count: .max)[0]
        == [Neighbour](["b"], [-1]))
    let none = SimilarityIndex(WordVectors(words: [], numbers: [], dimension: 2))
    #expect(none.neighbours(of: [NeighbourQuery(vector: [1, 0])], count: 3)[0] == [])
  }
}

extension [Neighbour] {
  init(_ words: [String], _ similarities: [Double]) {
    self = zip(words, similarities).map { Neighbour(word: $0, similarity: $1) }
  }
}
