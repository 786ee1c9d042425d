import ParlanceScores
import Testing

@Suite struct PairedDifferenceTests {
  @Test func differencesAreThoseOfEachSample() {
    // The samples vary, their differences do not.
    let found = PairedDifference(0.75, 0.5, samples: ([0.75, 0.5, 1], [0.5, 0.25, 0.75]))
    #expect(found.value == 0.25 && found.interval.low == 0.25 && found.interval.high == 0.25)
    #expect(found.pValue == 0.5)
    let none = PairedDifference(0.5, 0.5, samples: ([0.25, 0.75], [0.75, 0.25]))
    #expect(none.value == 0 && none.interval.low < 0 && none.interval.high > 0 && none.pValue == 1)
  }
}
