import Foundation

/// A function of two numbers as a map with lines of equal height, and ways over it: a loss over two
/// parameters with the steps of a descent. A self-contained SVG document.
public struct ContourMap: Sendable {
  /// What stands above the map.
  public var title: String
  /// What stands at the horizontal axis.
  public var xTitle: String
  /// What stands at the vertical axis.
  public var yTitle: String
  /// What the heights are, over the scale of levels.
  public var heightTitle: String
  /// The heights at which lines are drawn, ascending.
  public var levels: [Double]
  /// Ways over the map.
  public var paths: [Chart.Series]
  /// Pixels.
  public var width = 640.0
  /// Pixels.
  public var height = 460.0

  private let x: ClosedRange<Double>
  private let y: ClosedRange<Double>
  /// Heights at the crossings of a grid, by row from below and column.
  private let heights: [[Double]]

  /// Creates a map; without levels, there are eleven over equal shares of the map.
  ///
  /// - `resolution`: how many cells stand along each axis.
  /// - `function`: the height; called for each crossing of the grid, row by row from below.
  public init(
    _ title: String, x: ClosedRange<Double>, y: ClosedRange<Double>, xTitle: String = "",
    yTitle: String = "", heightTitle: String = "", levels: [Double]? = nil,
    paths: [Chart.Series] = [],
    resolution: Int = 60, _ function: (Double, Double) -> Double
  ) {
    (self.title, self.x, self.y, self.xTitle, self.yTitle) = (title, x, y, xTitle, yTitle)
    self.heightTitle = heightTitle
    func points(_ range: ClosedRange<Double>) -> [Double] {
      (0...resolution).map {
        range.lowerBound + (range.upperBound - range.lowerBound) * Double($0) / Double(resolution)
      }
    }
    heights = points(y).map { v in points(x).map { u in function(u, v) } }
    self.paths = paths
    let sorted = heights.joined().filter(\.isFinite).sorted()
    self.levels =
      levels
      ?? (sorted.isEmpty
        ? []
        : Set(
          (1...11).map { Self.short(sorted[min(sorted.count - 1, sorted.count * $0 / 12)]) }
        ).sorted())
  }

  /// A number with three digits, so that a level can be read.
  private static func short(_ value: Double) -> Double {
    Double(String(format: "%.3g", value)) ?? value
  }

  /// The document.
  public var svg: String {
    let starts = paths.contains { $0.style.hasLine && $0.points.count > 1 }
    let legend = paths.map(\.name) + (starts ? [Self.startName] : [])
    let frame = Frame(
      x: Axis([x.lowerBound, x.upperBound], .linear, isTight: true),
      y: Axis([y.lowerBound, y.upperBound], .linear, isTight: true), title: title, xTitle: xTitle,
      yTitle: yTitle, legend: legend + [heightTitle] + levels.map(Axis.label), width: width,
      height: height)
    var canvas = frame.canvas(hasGrid: false)
    fill(frame, in: &canvas)
    for level in levels { outline(level, frame, in: &canvas) }
    canvas.raw(
      """
      <clipPath id="map"><rect x="\(SVG.round(frame.left))" y="\(SVG.round(frame.top))" \
      width="\(SVG.round(frame.right - frame.left))" \
      height="\(SVG.round(frame.bottom - frame.top))"/></clipPath><g clip-path="url(#map)">
      """)
    for (index, path) in paths.enumerated() {
      frame.draw(path, Palette.series(index), in: &canvas)
    }
    for (index, path) in paths.enumerated() {
      frame.start(path, Palette.series(index), in: &canvas)
    }
    canvas.raw("</g>")
    frame.border(in: &canvas)
    for (index, path) in paths.enumerated() {
      frame.legend(index, path, Palette.series(index), in: &canvas)
    }
    if starts {
      let y = frame.legendPlace(paths.count)
      canvas.circle(
        frame.right + 23, y, radius: 7, fill: "none", stroke: Palette.quiet, kind: "key")
      canvas.text(Self.startName, frame.right + 38, y + 4, size: 11)
    }
    drawLevels(frame, below: frame.legendPlace(legend.count), in: &canvas)
    return canvas.svg
  }

  private static let startName = "start"

  /// The colour between each two levels, with the levels' numbers: the lowest at the bottom.
  private func drawLevels(_ frame: Frame, below top: Double, in canvas: inout Canvas) {
    guard !levels.isEmpty else { return }
    let (x, width) = (frame.right + 14, 18.0)
    canvas.text(heightTitle, x, top + 8, size: 11, isBold: true)
    let begin = top + (heightTitle.isEmpty ? 0 : 20)
    let size = min(18, (frame.bottom - begin) / Double(levels.count + 1))
    for band in 0...levels.count {
      let y = begin + Double(levels.count - band) * size
      canvas.rectangle(
        x, y, width, size, fill: Self.colour(band, of: levels.count), stroke: "#475569",
        kind: "scale")
      if band > 0, size >= 9 || band % 2 == 1 {
        canvas.text(
          Axis.label(levels[band - 1]), x + width + 6, y + size + 4, size: 11,
          colour: Palette.quiet)
      }
    }
  }

  private func place(_ column: Double, _ row: Double, _ frame: Frame) -> (x: Double, y: Double) {
    let cells = Double(heights.count - 1)
    return (
      frame.left + (frame.right - frame.left) * column / cells,
      frame.bottom - (frame.bottom - frame.top) * row / cells
    )
  }

  private static func colour(_ band: Int, of count: Int) -> String {
    ColourScale.neutral.colour(0.9 * Double(band) / Double(max(count, 1)))
  }

  /// Paints what lies above each level over what lies above the lower ones.
  private func fill(_ frame: Frame, in canvas: inout Canvas) {
    canvas.rectangle(
      frame.left, frame.top, frame.right - frame.left, frame.bottom - frame.top,
      fill: Self.colour(0, of: levels.count))
    for (band, level) in levels.enumerated() {
      let outline = area(above: level, frame)
      if outline.isEmpty { continue }
      let colour = Self.colour(band + 1, of: levels.count)
      canvas.raw("<path class=\"band\" d=\"\(outline)\" fill=\"\(colour)\"/>")
    }
  }

  /// Where the heights are at or above a level: whole cells of a row joined, others cut along it.
  private func area(above level: Double, _ frame: Frame) -> String {
    var commands = ""
    func add(_ corners: [(x: Double, y: Double)]) {
      for (index, corner) in corners.enumerated() {
        commands += "\(index == 0 ? "M" : "L")\(SVG.round(corner.x)) \(SVG.round(corner.y))"
      }
      commands += "z"
    }
    let cells = heights.count - 1
    for row in 0..<cells {
      var start: Int?
      func end(at column: Int) {
        guard let first = start else { return }
        start = nil
        let (left, right) = (Double(first), Double(column))
        let (below, above) = (Double(row), Double(row + 1))
        add(
          [(left, below), (right, below), (right, above), (left, above)].map {
            place($0.0, $0.1, frame)
          })
      }
      for column in 0..<cells {
        let cell = corners(column, row)
        if cell.allSatisfy({ $0.height >= level }) {
          start = start ?? column
          continue
        }
        end(at: column)
        let part = cut(cell, above: level)
        if part.count > 2 { add(part.map { place($0.0, $0.1, frame) }) }
      }
      end(at: cells)
    }
    return commands
  }

  private typealias Corner = (column: Int, row: Int, height: Double)

  /// The corners of a cell, around it; no height stands for one that is not a number.
  private func corners(_ column: Int, _ row: Int) -> [Corner] {
    [(0, 0), (1, 0), (1, 1), (0, 1)].map {
      (column + $0.0, row + $0.1, heights[row + $0.1][column + $0.0])
    }
  }

  /// Where the side between two corners crosses a level.
  private func crossing(_ a: Corner, _ b: Corner, _ level: Double) -> (Double, Double) {
    let share = (level - a.height) / (b.height - a.height)
    return (
      Double(a.column) + share * Double(b.column - a.column),
      Double(a.row) + share * Double(b.row - a.row)
    )
  }

  private func cut(_ cell: [Corner], above level: Double) -> [(Double, Double)] {
    guard cell.allSatisfy(\.height.isFinite) else { return [] }
    var part: [(Double, Double)] = []
    for (side, corner) in cell.enumerated() {
      let next = cell[(side + 1) % 4]
      if corner.height >= level { part.append((Double(corner.column), Double(corner.row))) }
      if (corner.height < level) != (next.height < level) {
        part.append(crossing(corner, next, level))
      }
    }
    return part
  }

  /// Marching squares: where the sides of each cell cross the level, joined in pairs.
  private func outline(_ level: Double, _ frame: Frame, in canvas: inout Canvas) {
    var points: [(x: Double, y: Double)?] = []
    let cells = heights.count - 1
    for row in 0..<cells {
      for column in 0..<cells {
        let cell = corners(column, row)
        guard cell.allSatisfy(\.height.isFinite) else { continue }
        let crossings = cell.indices.compactMap { side -> (x: Double, y: Double)? in
          let (a, b) = (cell[side], cell[(side + 1) % 4])
          guard (a.height < level) != (b.height < level) else { return nil }
          let at = crossing(a, b, level)
          return place(at.0, at.1, frame)
        }
        for pair in stride(from: 0, to: crossings.count - 1, by: 2) {
          points += [crossings[pair], crossings[pair + 1], nil]
        }
      }
    }
    canvas.path(points, colour: "#475569", width: 0.7, kind: "level")
  }
}
