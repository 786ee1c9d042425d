import Foundation

/// A table of numbers as coloured cells, as a self-contained SVG document: gates over a sentence, a
/// matrix of confusions, attention.
public struct HeatMap: Sendable {
  /// What stands above the map.
  public var title: String
  /// The names of the rows, from the top.
  public var rows: [String]
  /// The names of the columns.
  public var columns: [String]
  /// The numbers by row and column; NaN stands for no value.
  public var values: [[Double]]
  /// The numbers at the two ends of the colours; from the values by default.
  public var range: ClosedRange<Double>
  /// The colours.
  public var colours: ColourScale
  /// Whether each cell shows its number.
  public var showsNumbers: Bool
  /// What cells show in place of their numbers, by row and column; nil for the numbers.
  public var texts: [[String]]?
  /// What the colours stand for where that is not the values, by row and column, in the unit of `range`.
  public var shades: [[Double]]?
  /// What the colours measure, over their scale.
  public var valueTitle = ""
  /// What stands at the rows' side, and above the columns.
  public var rowTitle = ""
  public var columnTitle = ""

  /// Creates a map; traps where the values do not fit the names.
  public init(
    _ title: String, rows: [String], columns: [String], values: [[Double]],
    range: ClosedRange<Double>? = nil, colours: ColourScale = .sequential,
    showsNumbers: Bool = true
  ) {
    guard values.count == rows.count, values.allSatisfy({ $0.count == columns.count }) else {
      fatalError(
        "HeatMap: expected \(rows.count) rows of \(columns.count) values, found rows of "
          + "\(values.map(\.count))")
    }
    (self.title, self.rows, self.columns, self.values) = (title, rows, columns, values)
    (self.colours, self.showsNumbers) = (colours, showsNumbers)
    let finite = values.joined().filter(\.isFinite)
    self.range = range ?? (finite.min() ?? 0)...(finite.max() ?? 1)
  }

  private static let size = 11.0
  private static let barWidth = 14.0

  /// The document.
  public var svg: String {
    func widest(_ texts: [String]) -> Double {
      texts.map { SVG.width($0, size: Self.size) }.max() ?? 0
    }
    let numbers = texts.map { Array($0.joined()) } ?? values.joined().map(Self.number)
    let cell = (
      width: max(
        showsNumbers ? 28 : 16, showsNumbers ? widest(numbers) + 10 : 0,
        min(widest(columns) + 8, 72)),
      height: 26.0
    )
    // Names that are wider than their column lean.
    let lean = widest(columns) + 6 > cell.width
    let left = 16 + (rowTitle.isEmpty ? 0 : 20) + widest(rows) + 8
    let top =
      (title.isEmpty ? 12 : 36) + (columnTitle.isEmpty ? 0 : 20)
      + (lean ? widest(columns) * 0.71 + 14 : 22)
    let (right, bottom) = (
      left + Double(columns.count) * cell.width, top + Double(rows.count) * cell.height
    )
    let ends = [range.lowerBound, range.upperBound].map(Axis.label)
    let width = max(
      right + 24 + max(Self.barWidth + 6 + widest(ends), widest(valueTitle.lines)) + 16,
      SVG.width(title, size: 14) + 32)
    var canvas = Canvas(
      width: width, height: max(bottom, top + 60) + 20, title: title)
    canvas.text(title, 16, 24, size: 14, isBold: true)
    canvas.text(columnTitle, (left + right) / 2, title.isEmpty ? 24 : 50, .middle)
    canvas.text(rowTitle, 20, (top + bottom) / 2, .middle, turned: -90)
    for (index, name) in columns.enumerated() {
      let x = left + (Double(index) + 0.5) * cell.width
      canvas.text(
        name, lean ? x - 2 : x, top - 8, lean ? .start : .middle, size: Self.size,
        turned: lean ? -45 : 0)
    }
    for (row, name) in rows.enumerated() {
      let y = top + Double(row) * cell.height
      canvas.text(name, left - 8, y + cell.height / 2 + 4, .end, size: Self.size)
      for (column, value) in values[row].enumerated() {
        draw(
          value, shades?[row][column] ?? value, texts?[row][column] ?? Self.number(value),
          left + Double(column) * cell.width, y,
          cell, in: &canvas)
      }
    }
    drawBar(right + 24, top, max(bottom, top + 60), ends, in: &canvas)
    return canvas.svg
  }

  static func number(_ value: Double) -> String {
    value.isNaN ? "" : String(format: "%.2f", value).replacingOccurrences(of: "-", with: "−")
  }

  private func share(_ value: Double) -> Double {
    let span = range.upperBound - range.lowerBound
    return span == 0 ? 0.5 : (value - range.lowerBound) / span
  }

  private func draw(
    _ value: Double, _ shade: Double, _ text: String, _ x: Double, _ y: Double,
    _ cell: (width: Double, height: Double),
    in canvas: inout Canvas
  ) {
    let share = share(shade)
    canvas.rectangle(
      x, y, cell.width, cell.height,
      fill: value.isNaN ? Palette.missing : colours.colour(share), stroke: "#ffffff", kind: "cell")
    if showsNumbers {
      canvas.text(
        text, x + cell.width / 2, y + cell.height / 2 + 4, .middle, size: Self.size,
        colour: value.isNaN ? Palette.ink : colours.ink(share))
    }
  }

  private func drawBar(
    _ x: Double, _ top: Double, _ bottom: Double, _ ends: [String], in canvas: inout Canvas
  ) {
    let lines = valueTitle.lines
    for (index, line) in lines.enumerated() {
      canvas.text(line, x, top - 8 - 13 * Double(lines.count - 1 - index), size: Self.size)
    }
    let parts = 24
    let step = (bottom - top) / Double(parts)
    for part in 0..<parts {
      canvas.rectangle(
        x, bottom - Double(part + 1) * step, Self.barWidth, step + 0.3,
        fill: colours.colour((Double(part) + 0.5) / Double(parts)))
    }
    canvas.text(ends[1], x + Self.barWidth + 6, top + 8, size: Self.size, colour: Palette.quiet)
    canvas.text(ends[0], x + Self.barWidth + 6, bottom, size: Self.size, colour: Palette.quiet)
  }
}

extension String {
  /// Its lines, none for nothing.
  fileprivate var lines: [String] { split(separator: "\n").map(String.init) }
}
