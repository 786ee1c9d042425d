import ParlanceSystem
import ParlanceText
import ParlanceVectors
import Testing

@Suite struct BiasDirectionTests {
  private let golden = GoldenBias.all.debias

  @Test func asScikitLearnHasIt() throws {
    let pairs = golden.pairs[..<3].map { BiasDirection.Pair($0[0], $0[1]) }
    let direction = try BiasDirection(pairs, in: golden.vectors)
    for (found, expected) in zip(direction.unit, golden.direction) {
      expectNear(found, expected)
    }
    expectNear(direction.explained, golden.explained)
    let neutral = (0..<6).map { "n\($0)" }
    let found = direction.projections(of: neutral, in: golden.vectors)
    let byWord = Dictionary(uniqueKeysWithValues: found.items.map { ($0.word, $0.projection) })
    for (word, expected) in zip(neutral, golden.projections) { expectNear(byWord[word], expected) }
    #expect(zip(found.items, found.items.dropFirst()).allSatisfy { $0.projection >= $1.projection })
    expectNear(found.directBias(), golden.directBias)
    expectNear(found.directBias(strictness: 2), golden.strictBias)
  }

  @Test func onePairIsItsDifference() throws {
    let vectors = WordVectors(words: ["a", "b"], numbers: [5, 0, 0, 2], dimension: 2)
    let direction = try BiasDirection([.init("a", "b")], in: vectors)
    let root = 0.5.squareRoot()
    expectNear(direction.unit[0], root)
    expectNear(direction.unit[1], -root)
    #expect(direction.explained == 1)
    let found = direction.projections(of: ["A", "none"], in: vectors)
    #expect(found.items.map(\.word) == ["a"] && found.lost == ["none"])
    #expect(direction.projections(of: [], in: vectors).directBias() == nil)
  }

  @Test func pairsAreReadAndMisreadOnesSaid() throws {
    #expect(
      try BiasDirection.pairs("he - she,man-woman, well-off - poor") == [
        .init("he", "she"), .init("man", "woman"), .init("well-off", "poor"),
      ])
    for text in ["", "he", "he - ", "a-b-c", "he - she, "] {
      #expect(throws: InputError.self, "\(text)") { try BiasDirection.pairs(text) }
    }
    #expect(throws: InputError.self) { try BiasDirection.pairs([["a", "b", "c"]], file: "f") }
  }

  @Test func directionsThatThereAreNot() {
    let vectors = WordVectors(words: ["a", "b"], numbers: [1, 1, 2, 2], dimension: 2)
    let error = #expect(throws: InputError.self) {
      try BiasDirection([.init("a", "none")], in: vectors)
    }
    #expect(error?.message.contains("a − none") == true && error?.kind == .badData)
    #expect(throws: InputError.self) { try BiasDirection([.init("a", "b")], in: vectors) }
  }
}
