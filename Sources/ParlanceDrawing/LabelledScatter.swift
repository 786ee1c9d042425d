import Foundation

/// Points with names on a map, as a self-contained SVG document: words by their vectors.
///
/// Both axes have one scale. No label covers another: those that find no room at their point stand
/// further off, with a line that leads to it, and where that is not enough the picture grows.
public struct LabelledScatter: Sendable {
  /// A point with its name.
  public struct Point: Sendable {
    public var x: Double
    public var y: Double
    public var label: String
    /// The index of its group, which decides the colour; nil for none.
    public var group: Int?

    /// Creates a point.
    public init(x: Double, y: Double, label: String, group: Int? = nil) {
      (self.x, self.y, self.label, self.group) = (x, y, label, group)
    }
  }

  /// What stands above the map.
  public var title: String
  /// What stands at the horizontal axis.
  public var xTitle = ""
  /// What stands at the vertical axis.
  public var yTitle = ""
  /// The points; those that are not finite are left out.
  public var points: [Point]
  /// The names of the groups, for the legend.
  public var groups: [String]
  /// Arrows between points, by their indices.
  public var arrows: [(from: Int, to: Int)] = []

  /// Creates a map; traps where a point's group has no name, or an arrow no point.
  public init(
    _ title: String, points: [Point], groups: [String] = [],
    arrows: [(from: Int, to: Int)] = []
  ) {
    guard points.allSatisfy({ $0.group.map(groups.indices.contains) ?? true }),
      arrows.allSatisfy({ points.indices.contains($0.from) && points.indices.contains($0.to) })
    else {
      fatalError("LabelledScatter: a group or an arrow's end is not there")
    }
    (self.title, self.points, self.groups, self.arrows) = (title, points, groups, arrows)
  }

  private static let (size, legendLine) = (13.0, 18.0)

  /// The document.
  public var svg: String {
    let shown = points.indices.filter { points[$0].x.isFinite && points[$0].y.isFinite }
    // A little room between labels side by side.
    let widths = shown.map { SVG.width(points[$0].label, size: Self.size) + 4 }
    var side = min(1500, max(400, 76 * Double(shown.count).squareRoot()))
    // What does not fit is drawn larger; at some size there is room for all labels of any text.
    while true {
      let frame = frame(side)
      let places = places(shown, frame)
      let segments = segments(shown, places)
      let boxes = LabelPlaces.boxes(widths, points: places, arrows: segments, frame: frame)
      if boxes != nil || side > 6000 {
        return draw(shown, frame, places, segments, boxes)
      }
      side *= 1.2
    }
  }

  private func frame(_ side: Double) -> LabelPlaces.Box {
    let (left, top) = (yTitle.isEmpty ? 16.0 : 36, title.isEmpty ? 16.0 : 40)
    return LabelPlaces.Box(x: left, y: top, width: side * 1.15, height: side)
  }

  /// The points on the picture, both axes with one scale, in the middle of the frame.
  private func places(_ shown: [Int], _ frame: LabelPlaces.Box) -> [(x: Double, y: Double)] {
    let (xs, ys) = (shown.map { points[$0].x }, shown.map { points[$0].y })
    guard let left = xs.min(), let right = xs.max(), let low = ys.min(), let high = ys.max() else {
      return []
    }
    let (roomX, roomY) = (frame.width - 140, frame.height - 60)
    // Halves, so that no difference of great numbers is infinite.
    let (spanX, spanY) = (right / 2 - left / 2, high / 2 - low / 2)
    let scale = min(
      spanX > 0 ? roomX / 2 / spanX : .infinity, spanY > 0 ? roomY / 2 / spanY : .infinity)
    let (middleX, middleY) = (frame.x + frame.width / 2, frame.y + frame.height / 2)
    return zip(xs, ys).map { x, y in
      guard scale.isFinite else { return (middleX, middleY) }
      return (
        middleX + (x - (left / 2 + right / 2)) * scale, middleY - (y - (low / 2 + high / 2)) * scale
      )
    }
  }

  private func segments(
    _ shown: [Int], _ places: [(x: Double, y: Double)]
  ) -> [LabelPlaces.Segment] {
    let at = Dictionary(uniqueKeysWithValues: zip(shown, places))
    return arrows.compactMap { arrow in
      guard let from = at[arrow.from], let to = at[arrow.to] else { return nil }
      let length = hypot(to.x - from.x, to.y - from.y)
      guard length > 2 * LabelPlaces.radius + 4 else { return nil }
      // From rim to rim.
      let (ux, uy) = ((to.x - from.x) / length, (to.y - from.y) / length)
      let rim = LabelPlaces.radius + 1.5
      return ((from.x + ux * rim, from.y + uy * rim), (to.x - ux * rim, to.y - uy * rim))
    }
  }

  private func colour(_ point: Point) -> String { Palette.series(point.group ?? 0) }

  private func draw(
    _ shown: [Int], _ frame: LabelPlaces.Box, _ places: [(x: Double, y: Double)],
    _ segments: [LabelPlaces.Segment], _ boxes: [LabelPlaces.Box]?
  ) -> String {
    let right = frame.x + frame.width
    let keys = keys(from: frame.x, to: right)
    let bottom = frame.y + frame.height + (xTitle.isEmpty ? 16 : 32)
    var canvas = Canvas(
      width: max(right, keys.map(\.right).max() ?? 0, SVG.width(title, size: 14) + 16) + 16,
      height: bottom + (keys.last.map { ($0.row + 1) * Self.legendLine } ?? 0), title: title)
    canvas.text(title, 16, 24, size: 14, isBold: true)
    canvas.rectangle(
      frame.x, frame.y, frame.width, frame.height, fill: "none", stroke: Palette.grid)
    canvas.text(
      xTitle, frame.x + frame.width / 2, bottom - 14, .middle, size: 11,
      colour: Palette.quiet)
    canvas.text(
      yTitle, 20, frame.y + frame.height / 2, .middle, size: 11, colour: Palette.quiet,
      turned: -90)
    for segment in segments { draw(segment, in: &canvas) }
    let ends = places.enumerated().map { place, at in
      boxes?[place]
        ?? LabelPlaces.Box(x: at.x + 7, y: at.y - 8, width: 0, height: 15)
    }
    for (at, box) in zip(places, ends) {
      let end = box.nearest(to: at)
      if hypot(end.x - at.x, end.y - at.y) > 10 {
        canvas.path([at, end], colour: Palette.quiet, width: 0.7, kind: "leader")
      }
    }
    for (place, index) in shown.enumerated() {
      canvas.circle(
        places[place].x, places[place].y, radius: LabelPlaces.radius, fill: colour(points[index]),
        kind: "mark")
    }
    for (box, index) in zip(ends, shown) {
      // Where a line must pass behind a label, it does not strike it through.
      canvas.rectangle(box.x, box.y + 1, box.width, box.height - 2, fill: "#ffffff")
      canvas.text(points[index].label, box.x, box.y + 12, size: Self.size)
    }
    for (index, key) in keys.enumerated() {
      let y = bottom + 4 + key.row * Self.legendLine
      canvas.circle(
        key.x + 4, y, radius: LabelPlaces.radius, fill: Palette.series(index), kind: "key")
      canvas.text(groups[index], key.x + 14, y + 4, size: Self.size)
    }
    return canvas.svg
  }

  /// Where the names of the groups stand below the map, in rows.
  private func keys(from left: Double, to right: Double) -> [(
    x: Double, row: Double, right: Double
  )] {
    var (x, row) = (left, 0.0)
    return groups.map { name in
      let width = 14 + SVG.width(name, size: Self.size)
      if x > left, x + width > right { (x, row) = (left, row + 1) }
      defer { x += width + 18 }
      return (x, row, x + width)
    }
  }

  private func draw(_ arrow: LabelPlaces.Segment, in canvas: inout Canvas) {
    let angle = atan2(arrow.to.y - arrow.from.y, arrow.to.x - arrow.from.x)
    func wing(_ turn: Double) -> (x: Double, y: Double) {
      (arrow.to.x + 8 * cos(angle + turn), arrow.to.y + 8 * sin(angle + turn))
    }
    canvas.path(
      [arrow.from, arrow.to, nil, wing(2.7), arrow.to, wing(-2.7)], colour: Palette.quiet,
      width: 1.2, kind: "arrow")
  }
}
