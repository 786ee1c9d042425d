import ParlanceScores
import Testing

@Suite struct RunStatisticsTests {
  @Test func meanAndDeviation() {
    let found = RunStatistics([2, 4, 4, 4, 5, 5, 7, 9])
    #expect(found.mean == 5)
    expectNear(found.standardDeviation, 2.138089935299395)
  }

  @Test func oneRunHasNoDeviation() {
    #expect(RunStatistics([3]).standardDeviation == nil)
    #expect(RunStatistics([3]).mean == 3)
    #expect(RunStatistics([3, 3, 3]).standardDeviation == 0)
  }
}
