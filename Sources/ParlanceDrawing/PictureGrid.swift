/// Several pictures of this library in rows and columns under one title, as one self-contained SVG document:
/// a function a picture, so that no curve lies under another.
public struct PictureGrid: Sendable {
  /// What stands above all.
  public var title: String
  /// The documents, row by row.
  public var pictures: [String]
  /// How many stand side by side.
  public var columns: Int

  /// Creates a grid; traps for no column.
  public init(_ title: String, _ pictures: [String], columns: Int) {
    guard columns > 0 else {
      fatalError("PictureGrid: expected a column or more, found \(columns)")
    }
    (self.title, self.pictures, self.columns) = (title, pictures, columns)
  }

  private static let gap = 12.0

  /// The document.
  public var svg: String {
    let sizes = pictures.map {
      (width: Self.size("width", of: $0), height: Self.size("height", of: $0))
    }
    let widths = (0..<columns).map { column in
      stride(from: column, to: sizes.count, by: columns).map { sizes[$0].width }.max() ?? 0
    }
    let starts = widths.indices.map { widths[..<$0].reduce(0) { $0 + $1 + Self.gap } }
    let whole = max(
      widths.reduce(0, +) + Self.gap * Double(columns - 1), SVG.width(title, size: 15) + 32)
    var (parts, y): ([String], Double) = ([], title.isEmpty ? 0 : 40)
    for row in stride(from: 0, to: pictures.count, by: columns) {
      let places = row..<min(row + columns, pictures.count)
      for (column, place) in places.enumerated() {
        parts.append(Self.placed(pictures[place], starts[column], y))
      }
      y += (places.map { sizes[$0].height }.max() ?? 0) + Self.gap
    }
    var canvas = Canvas(width: whole, height: max(y - Self.gap, 40), title: title)
    canvas.text(title, 16, 26, size: 15, isBold: true)
    for part in parts { canvas.raw(part) }
    return canvas.svg
  }

  /// A document at a place in another.
  private static func placed(_ svg: String, _ x: Double, _ y: Double) -> String {
    svg.replacing(
      "<svg ", with: "<svg x=\"\(SVG.round(x))\" y=\"\(SVG.round(y))\" ", maxReplacements: 1)
  }

  /// A size of a document, as the pictures of this library say it.
  private static func size(_ name: String, of svg: String) -> Double {
    let parts = svg.prefix { $0 != ">" }.split(separator: " \(name)=\"", maxSplits: 1)
    return parts.count < 2 ? 0 : Double(parts[1].prefix { $0 != "\"" }) ?? 0
  }
}
