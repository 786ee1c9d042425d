import Foundation
import ParlanceDrawing
import ParlanceTestSupport
import Testing

@Suite struct LabelledScatterTests {
  private func point(_ x: Double, _ y: Double, _ label: String, _ group: Int? = nil)
    -> LabelledScatter.Point
  {
    LabelledScatter.Point(x: x, y: y, label: label, group: group)
  }

  @Test func pointsGroupsAndArrows() throws {
    var map = LabelledScatter(
      "A & B", points: [point(0, 0, "<man>", 0), point(1, 2, "woman", 0), point(5, 1, "king", 1)],
      groups: ["people", "ranks"], arrows: [(0, 1)])
    map.xTitle = "first component"
    map.yTitle = "second component"
    let svg = map.svg
    try expectWellFormed(svg)
    #expect(elementCount(svg, "mark") == 3)
    #expect(elementCount(svg, "key") == 2)
    #expect(elementCount(svg, "arrow") == 1)
    for text in ["A &amp; B", "&lt;man&gt;", "woman", "king", "people", "ranks", "first component"]
    {
      #expect(svg.contains(">\(text)</text>"))
    }
    #expect(svg == map.svg)
  }

  @Test func labelsThatAreMovedHaveALine() throws {
    let crowd = (0..<12).map { point(Double($0) / 1000, 0, "word\($0)") }
    let svg = LabelledScatter("", points: crowd + [point(9, 9, "far")]).svg
    try expectWellFormed(svg)
    #expect(elementCount(svg, "leader") > 0)
    #expect(elementCount(LabelledScatter("", points: [point(0, 0, "a")]).svg, "leader") == 0)
  }

  /// The distances on both axes have one scale.
  @Test func aSquareStaysASquare() throws {
    let svg = LabelledScatter(
      "", points: [point(0, 0, "a"), point(1, 0, "b"), point(1, 1, "c"), point(0, 1, "d")]
    ).svg
    func numbers(_ name: String) -> [Double] {
      svg.components(separatedBy: " \(name)=\"").dropFirst().compactMap {
        Double($0.prefix { $0 != "\"" })
      }
    }
    let (x, y) = (numbers("cx"), numbers("cy"))
    #expect(x.count == 4 && y.count == 4)
    #expect(abs((x[1] - x[0]) - (y[0] - y[3])) < 0.1)
    #expect(x[1] > x[0] && y[0] > y[3])
  }

  @Test func fewOrHardPoints() throws {
    for points in [
      [], [point(0, 0, "a")], [point(1, 1, "a"), point(1, 1, "b")],
      [point(.nan, 0, "a"), point(.infinity, 1, "b"), point(1, 2, "c")],
      [point(-1e308, 0, "a"), point(1e308, 0, "b")], [point(0, 0, ""), point(0, 1e-300, "b")],
    ] {
      let svg = LabelledScatter("t", points: points).svg
      try expectWellFormed(svg)
      #expect(!svg.contains("nan") && !svg.contains("inf"))
    }
  }
}
