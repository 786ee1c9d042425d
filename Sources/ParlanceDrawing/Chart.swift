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
    public init(
      _ name: String, over range: ClosedRange<Double>, count: Int = 201, style: Style = .line,
      _ function: (Double) -> Double
    ) {
      let step = (range.upperBound - range.lowerBound) / Double(max(count - 1, 1))
      self.init(
        name,
        points: (0..<count).map {
          let x = range.lowerBound + Double($0) * step
          return (x, function(x))
        }, style: style)
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
      legend: series.count > 1 ? series.map(\.name) : [], width: width, height: height)
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
