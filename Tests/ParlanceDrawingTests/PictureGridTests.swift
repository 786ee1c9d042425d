import ParlanceDrawing
import ParlanceTestSupport
import Testing

@Suite struct PictureGridTests {
  @Test func picturesStandInRowsAndColumns() throws {
    var chart = Chart("one", series: [Chart.Series("a", [1, 2])])
    (chart.width, chart.height) = (400, 200)
    let grid = PictureGrid("All", [chart.svg, chart.svg, chart.svg], columns: 2)
    try expectWellFormed(grid.svg)
    #expect(elementCount(grid.svg, "series") == 3)
    #expect(
      grid.svg.contains("<svg x=\"0\" y=\"40\"") && grid.svg.contains("<svg x=\"412\" y=\"40\""))
    #expect(grid.svg.contains("<svg x=\"0\" y=\"252\""))
    #expect(grid.svg.contains("viewBox=\"0 0 812 452\""))
  }

  @Test func noneAreAPictureToo() throws {
    try expectWellFormed(PictureGrid("", [], columns: 3).svg)
  }
}
