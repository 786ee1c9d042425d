import Foundation

/// Names with a number each as bars to the left and the right of zero, as a self-contained SVG document:
/// projections on a direction, gaps between groups, contributions.
///
/// Bars stand in the order of the items; those above zero are red, those below it blue.
public struct RankedChart: Sendable {
  /// What stands above the chart.
  public var title: String
  /// What the numbers are.
  public var xTitle: String
  /// What stands at the end of numbers below zero, and at that of numbers above it.
  public var ends: (low: String, high: String)
  /// The names and their numbers, from the top; those that are not finite have no bar.
  public var items: [(name: String, value: Double)]
  /// Pixels of the bars' ground.
  public var width = 420.0

  /// Creates a chart.
  public init(
    _ title: String, x xTitle: String = "", ends: (low: String, high: String) = ("", ""),
    items: [(name: String, value: Double)]
  ) {
    (self.title, self.xTitle, self.ends, self.items) = (title, xTitle, ends, items)
  }

  private static let size = 11.0
  private static let row = 17.0

  /// The document.
  public var svg: String {
    let finite = items.map(\.value).filter(\.isFinite)
    let axis = Axis(finite + [0], .linear)
    let names = items.map { SVG.width($0.name, size: Self.size) }.max() ?? 0
    let numbers = 52.0
    let left = 16 + names + 10
    let total = max(
      left + width + numbers + 12, SVG.width(title, size: 14) + 32,
      left + SVG.width(ends.low, size: Self.size) + SVG.width(ends.high, size: Self.size) + 48)
    let right = total - numbers - 12
    let top = (title.isEmpty ? 12.0 : 40) + (ends.low.isEmpty && ends.high.isEmpty ? 0 : 20)
    let bottom = top + Double(items.count) * Self.row + 6
    func place(_ value: Double) -> Double { left + axis.place(value) * (right - left) }
    var canvas = Canvas(
      width: total, height: bottom + (xTitle.isEmpty ? 30 : 50), title: title)
    canvas.text(title, 16, 24, size: 14, isBold: true)
    let under = place(0)
    canvas.text(
      ends.low.isEmpty ? "" : "← " + ends.low, left, top - 8, size: Self.size,
      colour: Self.blue)
    canvas.text(
      ends.high.isEmpty ? "" : ends.high + " →", right, top - 8, .end, size: Self.size,
      colour: Self.red)
    for tick in axis.ticks {
      canvas.line(place(tick), top, place(tick), bottom, colour: Palette.grid)
      canvas.text(
        Axis.label(tick), place(tick), bottom + 15, .middle, size: Self.size,
        colour: Palette.quiet)
    }
    for (index, item) in items.enumerated() {
      let y = top + 3 + Double(index) * Self.row
      canvas.text(item.name, left - 8, y + 12, .end, size: Self.size)
      guard item.value.isFinite else { continue }
      let end = place(item.value)
      canvas.rectangle(
        min(end, under), y + 2, abs(end - under), Self.row - 4,
        fill: item.value < 0 ? Self.blue : Self.red, kind: "bar")
      canvas.text(
        Self.number(item.value), right + numbers, y + 12, .end, size: Self.size,
        colour: Palette.quiet)
    }
    canvas.line(under, top, under, bottom, colour: Palette.quiet)
    canvas.text(xTitle, (left + right) / 2, bottom + 36, .middle)
    return canvas.svg
  }

  private static let blue = ColourScale.diverging.colour(0.1)
  private static let red = ColourScale.diverging.colour(0.9)

  /// Six characters or so: thousands need no decimals.
  private static func number(_ value: Double) -> String {
    let decimals = abs(value) >= 1000 ? 0 : abs(value) >= 100 ? 1 : 3
    return String(format: "%.\(decimals)f", value).replacingOccurrences(of: "-", with: "−")
  }
}
