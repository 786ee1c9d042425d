import ParlanceDrawing
import Testing

@Suite struct ChartTextTests {
  @Test func aLineRises() {
    let chart = Chart(
      "Title", x: "x", y: "y", series: [Chart.Series("a", points: [(0, 0), (4, 4)])])
    let lines = chart.text(columns: 10, rows: 5).split(separator: "\n").map(String.init)
    #expect(
      lines == [
        "Title", "y", "4 |        **", "3 |      **", "2 |    **", "1 |  **", "0 |**",
        "  +----------", "   0 1  2 3 4", "       x",
      ], "\(lines)")
  }

  @Test func seriesHaveMarksOfTheirOwn() {
    let chart = Chart(
      "", series: [Chart.Series("low", [1, 1]), Chart.Series("high", [2, 2], style: .points)])
    let text = chart.text(columns: 8, rows: 4)
    #expect(text.hasSuffix("* low   o high"))
    #expect(text.contains("********") || text.contains("******"))
    // Two points, the name, and its mark.
    #expect(text.count { $0 == "o" } == 2 + 1 + 1)
  }

  @Test func whatCannotBeShownIsLeftOut() {
    let chart = Chart(
      "", yScale: .logarithmic, series: [Chart.Series("", [10, 0, .nan, -1, 1000])])
    let text = chart.text(columns: 5, rows: 3)
    #expect(text.count { $0 == "*" } == 2)
    #expect(Chart("", series: []).text(columns: 4, rows: 2).contains("|"))
  }
}
