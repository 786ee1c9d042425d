import ParlanceVectors
import Testing

@Suite struct WEATTests {
  @Test func asWefeAndSciPyHaveIt() {
    for golden in GoldenBias.all.tests {
      let test = BiasTest(golden.query, in: .of(golden.words, golden.numbers))
      expectNear(test.weat?.effectSize, golden.effectSize)
      expectNear(test.weat?.statistic, golden.statistic)
      expectNear(test.weat?.pValue, golden.p, 1e-12)
      #expect(test.weat?.isExact == true)
    }
  }

  @Test func pCountsTheDivisionsThatAreAsGreat() {
    // Of {0, 1, 2, 3} only {2, 3} has the sum 5.
    let least = WEAT([3, 2], [1, 0])
    #expect(least.divisions == 6 && least.pValue == 1.0 / 6 && least.statistic == 4)
    #expect(WEAT([0, 1], [2, 3]).pValue == 1)
    // Ties count: {0.1 + 0.2} is {0.3 + 0} but for rounding.
    #expect(WEAT([0.1, 0.2], [0.3, 0]).pValue == 4.0 / 6)
    // Of two words the effect is always 2.
    #expect(WEAT([1], [0]).effectSize == 2 && WEAT([1], [0]).pValue == 0.5)
    // Unequal sizes keep them.
    #expect(WEAT([4], [1, 2, 3]).pValue == 0.25)
  }

  @Test func drawnDivisionsComeNearTheExactOnes() {
    let (x, y) = ([0.9, 0.4, 0.5, 0.1, 0.7, 0.35], [0.3, 0.2, 0.45, 0.6, 0.05, 0.15])
    let exact = WEAT(x, y)
    let drawn = WEAT(x, y, permutations: 900, seed: 3)
    #expect(exact.isExact && exact.divisions == 924)
    #expect(!drawn.isExact && drawn.divisions == 900)
    #expect(abs(drawn.pValue - exact.pValue) < 4 * (exact.pValue / 900).squareRoot())
    #expect(drawn == WEAT(x, y, permutations: 900, seed: 3))
    #expect(drawn.pValue != WEAT(x, y, permutations: 900, seed: 4).pValue)
    #expect(drawn.effectSize == exact.effectSize)
  }

  @Test func manyWordsAreDrawn() {
    let x = (0..<40).map { Double($0 % 7) + 1 }
    let y = (0..<45).map { Double($0 % 7) }
    let test = WEAT(x, y, permutations: 1000)
    #expect(!test.isExact && test.divisions == 1000 && test.pValue < 0.1)
    #expect(WEAT(y, x, permutations: 1000).pValue > 0.9)
  }
}
