import ParlanceDrawing
import ParlanceTestSupport
import Testing

@testable import ParlanceReports

@Suite struct AttentionMapTests {
  @Test func rowsAreWhatIsWritten() throws {
    let map = HeatMap(
      "Attention", attention: [[0.95, 0.05, 0], [0.2, 0.3, 0.5]], source: ["a", " ", "</s>"],
      target: ["b", "</s>"])
    #expect(map.rows == ["b", "</s>"] && map.columns == ["a", "␣", "</s>"])
    #expect(map.texts == [["95", "", ""], ["20", "30", "50"]] && map.range == 0...1)
    try expectWellFormed(map.svg)
    #expect(map.svg.contains(">␣<") && map.svg.contains("&lt;/s&gt;"))
  }

  @Test func scoresStandAtTheMiddleOfTheirLengths() throws {
    let chart = LengthChart([
      (shortest: 2, longest: 4, bleu: 30, chrf: 50, exactMatch: 0.25),
      (shortest: 5, longest: 10, bleu: 20, chrf: 40, exactMatch: 0),
    ]).chart
    #expect(chart.series.map(\.name) == ["BLEU", "chrF", "exact match"])
    #expect(chart.series[2].points.map(\.y) == [25, 0])
    #expect(chart.series[0].points.map(\.x) == [3, 7.5])
    try expectWellFormed(chart.svg)
  }
}
