/// The ground that series are drawn on: title, axes with ticks, and room for a legend.
struct Frame {
  let x: Axis
  let y: Axis
  let title: String
  let xTitle: String
  let yTitle: String
  let width: Double
  let height: Double
  let left: Double
  let right: Double
  let top: Double
  let bottom: Double

  private static let size = 11.0
  private static let legendLine = 18.0

  /// - Parameters:
  ///   - legend: the names for which there must be room at the right.
  ///   - hasEqualUnits: whether one of x is as long as one of y.
  init(
    x: Axis, y: Axis, title: String, xTitle: String, yTitle: String, legend: [String],
    width: Double, height: Double, hasEqualUnits: Bool = false
  ) {
    (self.x, self.y, self.title, self.xTitle, self.yTitle) = (x, y, title, xTitle, yTitle)
    let labels = y.ticks.map { SVG.width(Axis.label($0), size: Self.size) }.max() ?? 0
    left = 16 + (yTitle.isEmpty ? 0 : 20) + labels + 8
    let names = legend.map { SVG.width($0, size: Self.size) }.max() ?? 0
    // The drawing keeps its width; a legend with long names makes the picture wider.
    let room = legend.isEmpty ? 20 : names + 48
    let (above, below) = (title.isEmpty ? 16.0 : 40, xTitle.isEmpty ? 30.0 : 50)
    var size = (width: max(width - left - room, 320), height: height - above - below)
    if hasEqualUnits {
      let unit = min(size.width / (x.upper - x.lower), Self.tallest / (y.upper - y.lower))
      size = (unit * (x.upper - x.lower), unit * (y.upper - y.lower))
    }
    (top, right, bottom) = (above, left + size.width, above + size.height)
    (self.width, self.height) = (right + room, bottom + below)
  }

  /// The greatest height of what has equal units.
  private static let tallest = 520.0

  func place(_ point: (x: Double, y: Double)) -> (x: Double, y: Double)? {
    guard Axis.canShow(point.x, x.scale), Axis.canShow(point.y, y.scale) else { return nil }
    return (left + x.place(point.x) * (right - left), bottom - y.place(point.y) * (bottom - top))
  }

  /// A canvas with everything but the series.
  func canvas(hasGrid: Bool = true) -> Canvas {
    var canvas = Canvas(width: width, height: height, title: title)
    canvas.text(title, (left + right) / 2, 24, .middle, size: 14, isBold: true)
    for tick in x.ticks {
      let at = left + x.place(tick) * (right - left)
      if hasGrid { canvas.line(at, top, at, bottom, colour: Palette.grid) }
      canvas.line(at, bottom, at, bottom + 4, colour: Palette.quiet)
      canvas.text(
        Axis.label(tick), at, bottom + 17, .middle, size: Self.size, colour: Palette.quiet)
    }
    for tick in y.ticks {
      let at = bottom - y.place(tick) * (bottom - top)
      if hasGrid { canvas.line(left, at, right, at, colour: Palette.grid) }
      canvas.line(left - 4, at, left, at, colour: Palette.quiet)
      canvas.text(
        Axis.label(tick), left - 8, at + 4, .end, size: Self.size, colour: Palette.quiet)
    }
    border(in: &canvas)
    canvas.text(xTitle, (left + right) / 2, height - 12, .middle)
    canvas.text(yTitle, 20, (top + bottom) / 2, .middle, turned: -90)
    return canvas
  }

  /// The line around what is drawn; again over what was filled.
  func border(in canvas: inout Canvas) {
    canvas.rectangle(
      left, top, right - left, bottom - top, fill: "none", stroke: Palette.quiet)
  }

  /// A ring where a series begins, which hides no mark within it.
  func start(_ series: Chart.Series, _ colour: String, in canvas: inout Canvas) {
    guard series.style.hasLine, series.points.count > 1, let at = place(series.points[0]) else {
      return
    }
    canvas.circle(at.x, at.y, radius: 7, fill: "none", stroke: colour, kind: "start")
  }

  func draw(_ series: Chart.Series, _ colour: String, in canvas: inout Canvas) {
    let places = series.points.map(place)
    if series.style.hasLine {
      canvas.path(
        places, colour: colour, width: 2, isDashed: series.style == .dashed, kind: "series")
    }
    if series.style.hasPoints {
      // Many would hide each other.
      let radius = places.count > 50 ? 2.0 : 3.5
      for point in places.compactMap({ $0 }) {
        canvas.circle(point.x, point.y, radius: radius, fill: colour, kind: "mark")
      }
    }
  }

  func legendPlace(_ index: Int) -> Double { top + 10 + Double(index) * Self.legendLine }

  func legend(_ index: Int, _ series: Chart.Series, _ colour: String, in canvas: inout Canvas) {
    let (x, y) = (right + 14, legendPlace(index))
    if series.style.hasLine {
      canvas.path(
        [(x, y), (x + 18, y)], colour: colour, width: 2, isDashed: series.style == .dashed,
        kind: "key")
    }
    if series.style.hasPoints { canvas.circle(x + 9, y, radius: 3.5, fill: colour, kind: "key") }
    canvas.text(series.name, x + 24, y + 4, size: Self.size)
  }
}
