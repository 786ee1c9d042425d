import ParlanceText
import ParlanceVectors
import Testing

@Suite struct BiasTestTests {
  private func query(
    _ x: [String], _ y: [String], _ a: [String], _ b: [String]? = nil
  ) -> BiasQuery {
    BiasQuery(
      targets: [.init("x", x), .init("y", y)],
      attributes: [.init("a", a)] + (b.map { [.init("b", $0)] } ?? []))
  }

  /// Two dimensions: p and q lean to the first axis, r and s to the second.
  private let vectors = WordVectors(
    words: ["p", "q", "r", "s", "one", "two"],
    numbers: [3, 1, 2, 1, 1, 3, 1, 2, 1, 0, 0, 1], dimension: 2)

  @Test func aWordIsLookedUpInSmallLettersAndCountsOnce() {
    let test = BiasTest(
      query(["P", "p", "q"], ["r", "S"], ["One"], ["two"]), in: vectors)
    #expect(test.problem == nil && test.covered == 1 && test.lost.isEmpty)
    #expect(test.notes == ["x: p repeated, counted once"])
    #expect(test.weat?.divisions == 6)
  }

  @Test func aSetThatLacksTooManyWordsIsNotMeasured() {
    let words = ["p", "q", "none", "r", "s"]
    let some = BiasTest(query(words, ["r", "s"], ["one"], ["two"]), in: vectors)
    // A fifth is allowed, as in wefe.
    #expect(some.problem == nil && some.lost == ["none"])
    expectNear(some.covered, 8.0 / 9)
    var options = BiasTest.Options()
    options.lostWords = 0.19
    let strict = BiasTest(query(words, ["r", "s"], ["one"], ["two"]), in: vectors, options)
    #expect(strict.weat == nil && strict.coherence == nil && strict.negativeSentiment == nil)
    #expect(strict.problem == "x: 1 of 5 words have no vector")
    options.lostWords = 1
    let empty = BiasTest(query(["none"], ["r"], ["one"], ["two"]), in: vectors, options)
    #expect(empty.problem == "x: 1 of 1 words have no vector")
  }

  @Test func oneSetOfAttributesHasItsCoherenceAlone() {
    let test = BiasTest(query(["p"], ["r"], ["one", "two", "s"]), in: vectors)
    #expect(test.weat == nil && test.negativeSentiment == nil && test.problem == nil)
    // p ranks one, s, two; r ranks s, two, one.
    expectNear(test.coherence, -0.5)
    #expect(
      test.notes == ["one word as a target says little: the effect of two words is always ±2"])
  }

  @Test func unequalTargetsAreSaid() {
    let test = BiasTest(query(["p", "q"], ["r", "s", "r", "two"], ["one"], ["a"]), in: vectors)
    #expect(
      test.notes.contains("x has 2 words, y 3: p is over divisions into sets of these sizes"))
  }

  @Test func wordsOfBothTargetsAreSaid() {
    let test = BiasTest(query(["p", "r"], ["r", "s"], ["one"], ["two"]), in: vectors)
    #expect(test.notes == ["r: in x and in y"])
  }

  @Test func vectorsOfNoNumbersAreNone() {
    let broken = WordVectors(
      words: ["p", "q", "r", "a", "b"], numbers: [1, .nan, 3, 4, .infinity], dimension: 1)
    let test = BiasTest(query(["p", "q"], ["r"], ["a"], ["b"]), in: broken)
    #expect(test.lost == ["q", "b"] && test.problem != nil)
  }

  @Test func allWordsAlikeHaveNoEffect() {
    let alike = WordVectors(words: ["p", "q", "a", "b"], numbers: [1, 1, 1, 1], dimension: 1)
    let test = BiasTest(query(["p"], ["q"], ["a"], ["b"]), in: alike)
    #expect(test.weat?.effectSize == nil && test.weat?.pValue == 1 && test.coherence == nil)
    expectNear(test.negativeSentiment, 0)
  }
}
