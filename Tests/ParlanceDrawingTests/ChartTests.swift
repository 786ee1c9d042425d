import Foundation
import ParlanceDrawing
import ParlanceTestSupport
import Testing

@Suite struct ChartTests {
  @Test func seriesMarksAndLegend() throws {
    let svg = Chart(
      "Loss by epoch", x: "epoch", y: "nats",
      series: [
        Chart.Series("training", [3, 2, 1]),
        Chart.Series("validation", [3.5, 2.5, 2], style: .lineAndPoints),
        Chart.Series("best", points: [(3, 2)], style: .points),
        Chart.Series("goal", over: 1...3, count: 2, style: .dashed) { _ in 1.5 },
      ]
    ).svg
    try expectWellFormed(svg)
    #expect(elementCount(svg, "series") == 3)
    #expect(elementCount(svg, "mark") == 4)
    #expect(elementCount(svg, "key") == 5)
    #expect(svg.contains("stroke-dasharray"))
    for text in ["Loss by epoch", "epoch", "nats", "training", "validation", "best"] {
      #expect(svg.contains(">\(text)</text>"))
    }
  }

  @Test func aSingleSeriesHasNoLegend() throws {
    let svg = Chart("one", series: [Chart.Series("name", [1, 2])]).svg
    try expectWellFormed(svg)
    #expect(!svg.contains(">name<") && elementCount(svg, "key") == 0)
  }

  @Test func whatCannotBeShownLeavesGaps() throws {
    let values = [1, 2, .nan, 4, 0, 5, .infinity]
    let line = Chart("", series: [Chart.Series("a", values, style: .lineAndPoints)]).svg
    #expect(elementCount(line, "mark") == 5)
    let path = try #require(line.components(separatedBy: "class=\"series\" d=\"").last)
    #expect(path.prefix { $0 != "\"" }.count { $0 == "M" } == 2)
    let logarithmic = Chart(
      "", yScale: .logarithmic, series: [Chart.Series("a", values, style: .points)]
    ).svg
    #expect(elementCount(logarithmic, "mark") == 4)
    #expect(!line.contains("nan") && !line.contains("inf") && !logarithmic.contains("nan"))
  }

  @Test func emptyOnes() throws {
    for chart in [Chart("", series: []), Chart("", series: [Chart.Series("a", [])])] {
      try expectWellFormed(chart.svg)
    }
  }

  @Test func textIsEscapedAndTheSameEveryTime() throws {
    func svg() -> String {
      Chart("<a> & \"b\"", series: [Chart.Series("<s>", [1]), Chart.Series("&", [2])]).svg
    }
    #expect(svg().contains("&lt;a&gt; &amp; &quot;b&quot;</text>"))
    #expect(svg() == svg())
    try expectWellFormed(svg())
  }

  @Test func aFunctionIsTakenOverItsRange() {
    let points = Chart.Series("square", over: -1...1, count: 5) { $0 * $0 }.points
    #expect(points.map(\.x) == [-1, -0.5, 0, 0.5, 1])
    #expect(points.map(\.y) == [1, 0.25, 0, 0.25, 1])
  }

  @Test func aJumpIsAGap() throws {
    let series = Chart.Series("step", over: -1...1, count: 5, jumps: [0]) { $0 < 0 ? 0 : 1 }
    let places = series.points.map(\.x)
    #expect(places.count == 7 && places[3].isNaN)
    #expect(places[2] < 0 && places[2] > -1e-5 && places[4] > 0 && places[4] < 1e-5)
    let values = series.points.map(\.y)
    #expect(values[2] == 0 && values[3].isNaN && values[4] == 1)
    let path = try #require(
      Chart("", series: [series]).svg.components(separatedBy: "class=\"series\" d=\"").last)
    #expect(path.prefix { $0 != "\"" }.count { $0 == "M" } == 2)
    // Jumps at the ends, and between two places.
    let other = Chart.Series.places(over: 0...1, count: 3, jumps: [0, 0.3, 1])
    #expect(other.count == 6 && other.count { $0.isNaN } == 1)
  }

  @Test func equalUnitsAreEquallyLong() throws {
    var chart = Chart(
      "", series: [Chart.Series("a", points: [(0, 0), (4, 1)], style: .points)])
    chart.hasEqualUnits = true
    let marks = chart.svg.components(separatedBy: "class=\"mark\" ").dropFirst().map { part in
      ["cx", "cy"].map { name in
        Double(part.components(separatedBy: "\(name)=\"")[1].prefix { $0 != "\"" })!
      }
    }
    let (width, height) = (marks[1][0] - marks[0][0], marks[0][1] - marks[1][1])
    #expect(abs(width / height - 4) < 0.02)
  }
}
