import Foundation
import ParlanceDrawing
import ParlanceTestSupport
import Testing

@Suite struct ContourMapTests {
  /// The points of the paths of a class.
  private func points(_ svg: String, _ kind: String) -> [(x: Double, y: Double)] {
    svg.components(separatedBy: "class=\"\(kind)\" d=\"").dropFirst().flatMap { part in
      part.prefix { $0 != "\"" }.split { "MLz".contains($0) }.map { pair in
        let numbers = pair.split(separator: " ").map { Double($0)! }
        return (numbers[0], numbers[1])
      }
    }
  }

  @Test func linesOfEqualHeight() throws {
    // A round hill: the line of height r² is a circle.
    let map = ContourMap("Hill", x: -1...1, y: -1...1, levels: [0.25], resolution: 50) {
      $0 * $0 + $1 * $1
    }
    let svg = map.svg
    try expectWellFormed(svg)
    #expect(elementCount(svg, "level") == 1 && elementCount(svg, "band") == 1)
    let line = points(svg, "level")
    let (xs, ys) = (line.map(\.x), line.map(\.y))
    let centre = ((xs.max()! + xs.min()!) / 2, (ys.max()! + ys.min()!) / 2)
    let radii = ((xs.max()! - xs.min()!) / 2, (ys.max()! - ys.min()!) / 2)
    for point in line {
      let (u, v) = ((point.x - centre.0) / radii.0, (point.y - centre.1) / radii.1)
      #expect(abs(u * u + v * v - 1) < 0.01)
    }
    #expect(line.count > 100)
  }

  @Test func waysAndLegend() throws {
    let map = ContourMap(
      "", x: 0...1, y: 0...1,
      paths: [Chart.Series("descent", points: [(0, 0), (1, 1)], style: .lineAndPoints)],
      resolution: 8
    ) { $0 - $1 }
    try expectWellFormed(map.svg)
    #expect(map.levels.count == 11)
    #expect(elementCount(map.svg, "scale") == 12 && elementCount(map.svg, "start") == 1)
    #expect(map.svg.contains(">start</text>"))
    for level in [map.levels[0], map.levels[10]] {
      let text = String(format: "%.6g", level).replacingOccurrences(of: "-", with: "−")
      #expect(map.svg.contains(">\(text)</text>"), "\(text)")
    }
    #expect(elementCount(map.svg, "series") == 1 && elementCount(map.svg, "mark") == 2)
    #expect(map.svg.contains(">descent</text>"))
  }

  /// What is filled does not cover the frame: it is drawn again, after all bands.
  @Test func theFrameIsWhole() throws {
    let svg = ContourMap("", x: 0...1, y: 0...1, resolution: 4) { $0 + $1 }.svg
    let parts = svg.components(separatedBy: "fill=\"none\" stroke=\"#64748b\"")
    #expect(parts.count == 3)
    #expect(parts[1].contains("class=\"band\"") && !parts[2].contains("class=\"band\""))
  }

  @Test func flatAndUndefinedOnes() throws {
    for height in [1.0, .nan, .infinity] {
      let svg = ContourMap("", x: 0...1, y: 0...1, resolution: 4) { _, _ in height }.svg
      try expectWellFormed(svg)
      #expect(!svg.contains("nan") && !svg.contains("inf"))
    }
    let half = ContourMap("", x: 0...1, y: 0...1, levels: [0.5], resolution: 10) { x, y in
      x > 0.55 ? .nan : y
    }
    #expect(!half.svg.contains("nan"))
    #expect(elementCount(half.svg, "level") == 1)
  }
}
