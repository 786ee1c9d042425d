import ParlanceDrawing
import ParlanceTestSupport
import Testing

@Suite struct RankedChartTests {
  @Test func barsNamesAndEnds() throws {
    let chart = RankedChart(
      "Words <along> he − she", x: "cosine", ends: ("she", "he"),
      items: [("smith", 0.31), ("cook & co", 0), ("nurse", -0.4), ("?", .nan)])
    try expectWellFormed(chart.svg)
    #expect(elementCount(chart.svg, "bar") == 3)
    for text in ["smith", "cook &amp; co", "nurse", "0.310", "−0.400", "← she", "he →", "cosine"] {
      #expect(chart.svg.contains(">\(text)</text>"), "\(text)")
    }
    #expect(chart.svg == chart.svg)
  }

  /// A bar begins at zero and is as long as its number says.
  @Test func barsStartAtZero() throws {
    let chart = RankedChart("", items: [("a", 2), ("b", -1)])
    let bars = chart.svg.matches(of: #/class="bar" x="([\d.]+)" y="[\d.]+" width="([\d.]+)"/#)
      .map { (x: Double($0.output.1)!, width: Double($0.output.2)!) }
    try #require(bars.count == 2)
    #expect(abs(bars[0].x - (bars[1].x + bars[1].width)) < 0.1)
    #expect(abs(bars[0].width - 2 * bars[1].width) < 0.1)
  }

  @Test func emptyOnes() throws {
    try expectWellFormed(RankedChart("", items: []).svg)
    try expectWellFormed(RankedChart("zero", items: [("a", 0)]).svg)
  }
}
