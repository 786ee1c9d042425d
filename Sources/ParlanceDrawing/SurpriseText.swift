import Foundation

/// A text whose words stand in coloured boxes, each with a number below it, as a self-contained SVG
/// document: how surprising each word is, in nats.
public struct SurpriseText: Sendable {
  /// A word and its number.
  public struct Word: Sendable, Equatable {
    public var text: String
    /// NaN stands for no value; what is infinite has the colour of the range's end.
    public var value: Double

    /// Creates a word.
    public init(_ text: String, _ value: Double) { (self.text, self.value) = (text, value) }
  }

  /// What stands above the text.
  public var title: String
  /// The words by line; a line that is too long for the picture is broken.
  public var lines: [[Word]]
  /// What the numbers are.
  public var unit: String
  /// The numbers at the two ends of the colours; from 0 to the greatest by default.
  public var range: ClosedRange<Double>
  /// The colours.
  public var colours: ColourScale
  /// The picture's width in pixels, where no word is wider.
  public var width: Double

  /// Creates a text.
  public init(
    _ title: String, lines: [[Word]], unit: String = "nats", range: ClosedRange<Double>? = nil,
    colours: ColourScale = .sequential, width: Double = 860
  ) {
    (self.title, self.lines, self.unit) = (title, lines, unit)
    (self.colours, self.width) = (colours, width)
    let greatest = lines.joined().map(\.value).filter(\.isFinite).max() ?? 1
    self.range = range ?? min(0, greatest)...max(0, greatest)
  }

  private static let (wordSize, numberSize) = (13.0, 9.0)
  private static let (margin, gap, box, row, paragraph) = (16.0, 4.0, 32.0, 38.0, 8.0)
  private static let (legendWidth, legendHeight) = (120.0, 10.0)

  /// A word with the place of its box.
  private struct Placed {
    let word: Word
    let (x, y, width): (Double, Double, Double)
  }

  /// The document.
  public var svg: String {
    let head = (title.isEmpty ? 0 : 30.0) + 34
    let (words, bottom) = placed(from: head)
    let right = words.reduce(width - Self.margin) { max($0, $1.x + $1.width) }
    var canvas = Canvas(
      width: max(right, SVG.width(title, size: 14) + Self.margin) + Self.margin,
      height: bottom + Self.margin, title: title)
    canvas.text(title, Self.margin, 26, size: 14, isBold: true)
    drawLegend(head - 22, in: &canvas)
    for word in words { draw(word, in: &canvas) }
    return canvas.svg
  }

  /// Sets the words from left to right and the rows from the top down.
  private func placed(from top: Double) -> (words: [Placed], bottom: Double) {
    var placed: [Placed] = []
    var y = top
    for line in lines {
      var x = Self.margin
      for word in line {
        let wide = max(
          SVG.width(word.text, size: Self.wordSize),
          SVG.width(Self.number(word.value), size: Self.numberSize))
        if x > Self.margin, x + wide + 8 > width - Self.margin {
          x = Self.margin
          y += Self.row
        }
        placed.append(Placed(word: word, x: x, y: y, width: wide + 8))
        x += wide + 8 + Self.gap
      }
      y += Self.row + Self.paragraph
    }
    return (placed, max(y - Self.row - Self.paragraph + Self.box, top))
  }

  private static func number(_ value: Double) -> String {
    if !value.isFinite { return value.isNaN ? "" : value < 0 ? "−∞" : "∞" }
    return String(format: "%.1f", value == 0 ? 0 : value).replacingOccurrences(of: "-", with: "−")
  }

  private func share(_ value: Double) -> Double {
    let span = range.upperBound - range.lowerBound
    return span == 0 ? 0 : (value - range.lowerBound) / span
  }

  private func draw(_ placed: Placed, in canvas: inout Canvas) {
    let value = placed.word.value
    let ink = value.isNaN ? Palette.ink : colours.ink(share(value))
    canvas.rectangle(
      placed.x, placed.y, placed.width, Self.box,
      fill: value.isNaN ? Palette.missing : colours.colour(share(value)), stroke: Palette.grid,
      kind: "word")
    let middle = placed.x + placed.width / 2
    canvas.text(placed.word.text, middle, placed.y + 15, .middle, size: Self.wordSize, colour: ink)
    canvas.text(
      Self.number(value), middle, placed.y + 27, .middle, size: Self.numberSize, colour: ink)
  }

  private func drawLegend(_ y: Double, in canvas: inout Canvas) {
    let (low, high) = (Axis.label(range.lowerBound), Self.number(range.upperBound))
    var x = Self.margin
    func put(_ text: String) {
      canvas.text(text, x, y + Self.legendHeight - 1, size: 11, colour: Palette.quiet)
      x += SVG.width(text, size: 11) + 6
    }
    put(low)
    let parts = 24
    let step = Self.legendWidth / Double(parts)
    for part in 0..<parts {
      canvas.rectangle(
        x + Double(part) * step, y, step + 0.3, Self.legendHeight,
        fill: colours.colour((Double(part) + 0.5) / Double(parts)))
    }
    x += Self.legendWidth + 6
    put(high + " " + unit)
  }
}
