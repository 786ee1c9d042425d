/// Collects the elements of one SVG document, in pixels.
struct Canvas {
  enum Anchor: String { case start, middle, end }

  let width: Double
  let height: Double
  let title: String
  private var parts: [String] = []

  static let fontSize = 12.0

  init(width: Double, height: Double, title: String) {
    (self.width, self.height, self.title) = (width, height, title)
  }

  mutating func text(
    _ text: String, _ x: Double, _ y: Double, _ anchor: Anchor = .start, size: Double = fontSize,
    colour: String = Palette.ink, isBold: Bool = false, turned: Double = 0
  ) {
    if text.isEmpty { return }
    let (px, py) = (SVG.round(x), SVG.round(y))
    let turn = turned == 0 ? "" : " transform=\"rotate(\(SVG.round(turned)) \(px) \(py))\""
    parts.append(
      """
      <text x="\(px)" y="\(py)" font-size="\(SVG.round(size))" text-anchor="\(anchor.rawValue)" \
      fill="\(colour)"\(isBold ? " font-weight=\"bold\"" : "")\(turn)>\(SVG.escaped(text))</text>
      """)
  }

  mutating func line(
    _ x1: Double, _ y1: Double, _ x2: Double, _ y2: Double, colour: String, width: Double = 1
  ) {
    parts.append(
      """
      <line x1="\(SVG.round(x1))" y1="\(SVG.round(y1))" x2="\(SVG.round(x2))" \
      y2="\(SVG.round(y2))" stroke="\(colour)" stroke-width="\(SVG.round(width))"/>
      """)
  }

  mutating func rectangle(
    _ x: Double, _ y: Double, _ width: Double, _ height: Double, fill: String,
    stroke: String = "none", kind: String = ""
  ) {
    parts.append(
      """
      <rect\(Self.attribute(kind)) x="\(SVG.round(x))" y="\(SVG.round(y))" \
      width="\(SVG.round(width))" height="\(SVG.round(height))" fill="\(fill)" stroke="\(stroke)"/>
      """)
  }

  mutating func circle(
    _ x: Double, _ y: Double, radius: Double, fill: String, stroke: String = "none", kind: String
  ) {
    parts.append(
      """
      <circle\(Self.attribute(kind)) cx="\(SVG.round(x))" cy="\(SVG.round(y))" \
      r="\(SVG.round(radius))" fill="\(fill)"\
      \(stroke == "none" ? "" : " stroke=\"\(stroke)\" stroke-width=\"2\"")/>
      """)
  }

  /// A line through points, in as many pieces as nil leaves gaps.
  mutating func path(
    _ points: [(x: Double, y: Double)?], colour: String, width: Double, isDashed: Bool = false,
    kind: String
  ) {
    var commands = ""
    var isDown = false
    for point in points {
      guard let point else {
        isDown = false
        continue
      }
      commands += "\(isDown ? "L" : "M")\(SVG.round(point.x)) \(SVG.round(point.y))"
      isDown = true
    }
    if commands.isEmpty { return }
    parts.append(
      """
      <path\(Self.attribute(kind)) d="\(commands)" fill="none" stroke="\(colour)" \
      stroke-width="\(SVG.round(width))" stroke-linejoin="round"\
      \(isDashed ? " stroke-dasharray=\"6 4\"" : "")/>
      """)
  }

  mutating func raw(_ element: String) { parts.append(element) }

  private static func attribute(_ kind: String) -> String {
    kind.isEmpty ? "" : " class=\"\(kind)\""
  }

  /// The document.
  var svg: String {
    let (w, h) = (SVG.round(width), SVG.round(height))
    return """
      <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 \(w) \(h)" width="\(w)" height="\(h)" \
      role="img" font-family="\(SVG.fonts)">
      <title>\(SVG.escaped(title))</title>
      <rect width="100%" height="100%" fill="#ffffff"/>
      \(parts.joined(separator: "\n"))
      </svg>

      """
  }
}
