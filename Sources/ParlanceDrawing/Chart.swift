/// Lines and points over two axes, as a self-contained SVG document.
///
/// ```swift
/// Chart("Loss by epoch", x: "epoch", y: "nats", series: [Chart.Series("training", losses)]).svg
/// ```
/// The same numbers give the same text. Points that an axis cannot show (NaN, infinities, and on a
/// logarithmic axis what is not positive) leave gaps.
public struct Chart: Sendable {
  /// How an axis maps numbers to places.
  public enum Scale: Sendable {
    case linear
    case logarithmic
  }

  /// How a series is drawn.
  public enum Style: Sendable {
    case line
    case dashed
    case points
    case lineAndPoints

    var hasLine: Bool { self != .points }
    var hasPoints: Bool { self == .points || self == .lineAndPoints }
  }

  /// Points under one name.
  public struct Series: Sendable {
    /// What the legend calls it.
    public let name: String
    /// In drawing order.
    public let points: [(x: Double, y: Double)]
    /// How it is drawn.
    public let style: Style

    /// Creates a series of points.
    public init(_ name: String, points: [(x: Double, y: Double)], style: Style = .line) {
      (self.name, self.points, self.style) = (name, points, style)
    }

    /// Creates a series of values at 1, 2, 3, …
    public init(_ name: String, _ values: [Double], style: Style = .line) {
      self.init(name, points: values.enumerated().map { (Double($0 + 1), $1) }, style: style)
    }

    /// Creates the curve of a function over a range.
    ///
    /// - `jumps`: where the function jumps: the curve is drawn up to there from both sides, and broken.
    public init(
      _ name: String, over range: ClosedRange<Double>, count: Int = 201, jumps: [Double] = [],
      style: Style = .line, _ function: (Double) -> Double
    ) {
      let places = Self.places(over: range, count: count, jumps: jumps)
      self.init(name, points: places.map { ($0, $0.isNaN ? .nan : function($0)) }, style: style)
    }

    /// Places at equal distances; at a jump one just below it, a gap, and one just above.
    public static func places(
      over range: ClosedRange<Double>, count: Int = 201, jumps: [Double] = []
    ) -> [Double] {
      let span = range.upperBound - range.lowerBound
      let step = span / Double(max(count - 1, 1))
      let inside = jumps.filter { $0 > range.lowerBound && $0 < range.upperBound }.sorted()
      let beside = span * 1e-6
      var places: [Double] = []
      var next = 0
      for index in 0..<count {
        let x = range.lowerBound + Double(index) * step
        while next < inside.count, inside[next] <= x + beside {
          places += [inside[next] - beside, .nan, inside[next] + beside]
          next += 1
        }
        // Right at a jump, a function is one of its sides.
        if !inside.contains(where: { abs($0 - x) <= beside }) { places.append(x) }
      }
      return places
    }
  }

  /// What stands above the chart.
  public var title: String
  /// What stands at the horizontal axis.
  public var xTitle: String
  /// What stands at the vertical axis.
  public var yTitle: String
  /// How the horizontal axis maps numbers to places.
  public var xScale: Scale
  /// How the vertical axis maps numbers to places.
  public var yScale: Scale
  /// Whether one of x is as long as one of y, so that angles and lengths are what they seem: for linear axes.
  public var hasEqualUnits = false
  /// What is drawn, the last above the others.
  public var series: [Series]
  /// Pixels.
  public var width = 640.0
  /// Pixels.
  public var height = 400.0

  /// Creates a chart.
  public init(
    _ title: String, x xTitle: String = "", y yTitle: String = "", xScale: Scale = .linear,
    yScale: Scale = .linear, series: [Series]
  ) {
    (self.title, self.xTitle, self.yTitle) = (title, xTitle, yTitle)
    (self.xScale, self.yScale, self.series) = (xScale, yScale, series)
  }

  /// The document.
  public var svg: String {
    let shown = series.map { series in
      series.points.filter { Axis.canShow($0.x, xScale) && Axis.canShow($0.y, yScale) }
    }
    let frame = Frame(
      x: Axis(shown.joined().map(\.x), xScale), y: Axis(shown.joined().map(\.y), yScale),
      title: title, xTitle: xTitle, yTitle: yTitle,
      legend: series.count > 1 ? series.map(\.name) : [], width: width, height: height,
      hasEqualUnits: hasEqualUnits && xScale == .linear && yScale == .linear)
    var canvas = frame.canvas()
    for (index, series) in series.enumerated() {
      frame.draw(series, Palette.series(index), in: &canvas)
    }
    for (index, series) in series.enumerated() where self.series.count > 1 {
      frame.legend(index, series, Palette.series(index), in: &canvas)
    }
    return canvas.svg
  }
}
