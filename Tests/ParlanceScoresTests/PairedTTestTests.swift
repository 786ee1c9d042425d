import ParlanceScores
import Testing

@Suite struct PairedTTestTests {
  @Test func asSciPyHasIt() {
    for golden in GoldenFairness.all.tTests {
      let test = PairedTTest(golden.first, golden.second)
      expectNear(test.t, golden.t)
      #expect(abs((test.pValue ?? .nan) - golden.p) <= 1e-9 * golden.p, "\(golden.p)")
      #expect(test.count == golden.first.count)
    }
  }

  @Test func differencesWithoutADeviation() {
    #expect(PairedTTest([1, 2, 3], [1, 2, 3]).pValue == 1)
    #expect(PairedTTest([2, 3, 4], [1, 2, 3]).pValue == 0)
    #expect(PairedTTest([2, 3, 4], [1, 2, 3]).t == nil)
    let one = PairedTTest([3], [1])
    #expect(one.difference == 2 && one.pValue == nil && one.t == nil)
    #expect(PairedTTest([.nan, 1, 2], [0, 0, 0]).pValue == nil)
  }
}
