import ParlanceScores
import Testing

@Suite struct McNemarTests {
  @Test(arguments: GoldenScores.all.mcNemar.indices)
  func exactTest(index: Int) {
    let golden = GoldenScores.all.mcNemar[index]
    let found = McNemar(onlyFirst: golden.first, onlySecond: golden.second)
    expectNear(found.pValue, golden.pValue)
  }

  @Test func countsOfItems() {
    let found = McNemar(first: [true, true, false, false], second: [true, false, true, true])
    #expect(found.onlyFirst == 1 && found.onlySecond == 2 && found.pValue == 1)
  }
}
