import ParlanceDrawing
import ParlanceNN

extension UnrolledDrawing {
  private static let step = 112.0
  private static let level = 78.0
  private static let boxHeight = 26.0
  private static let shift = 26.0

  /// The network as a picture: a self-contained SVG document, time from left to right.
  public var svg: String {
    let names = weights.map { "\($0.name) \($0.shape), used \($0.uses)×" }
    let left = 24 + (rows.map { SVG.width($0, size: 11) }.max() ?? 0)
    let last = (boxes.map(\.column).max() ?? 0) + 2
    let legend = left + (Double(last) + 0.2) * Self.step
    let width = legend + 60 + (names.map { SVG.width($0, size: 11) }.max() ?? 0)
    let height = Double(rows.count) * Self.level + 8
    var parts = [
      """
      <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 \(SVG.round(width)) \
      \(SVG.round(height))" width="\(SVG.round(width))" height="\(SVG.round(height))" role="img" \
      font-family="\(SVG.fonts)" font-size="12">
      <title>Recurrent network unrolled over \(steps) steps</title>
      <rect width="100%" height="100%" fill="#ffffff"/>
      """
    ]
    parts +=
      weights.indices.map { Self.marker($0, Self.colour($0)) } + [Self.marker(nil, "#64748b")]
    parts += arrows.map { picture($0, left, height) }
    parts += boxes.map { picture($0, left, height) }
    for (row, name) in rows.enumerated() {
      let y = height - (Double(row) + 0.5) * Self.level - 4
      parts.append(text(name, 16, y + 4, "#64748b", "start"))
    }
    for (index, name) in names.enumerated() {
      let y = 30 + 20 * Double(index)
      parts.append(
        """
        <path class="key" d="M\(SVG.round(legend)) \(SVG.round(y))h24" \
        stroke="\(Self.colour(index))" stroke-width="2"/>
        """)
      parts.append(text(name, legend + 32, y + 4, "#0f172a", "start"))
    }
    return parts.joined(separator: "\n") + "\n</svg>\n"
  }

  private static func colour(_ weight: Int) -> String { SVG.colours[weight % SVG.colours.count] }

  private static func marker(_ weight: Int?, _ colour: String) -> String {
    """
    <defs><marker id="arrow\(weight.map(String.init) ?? "")" viewBox="0 0 10 10" refX="9" \
    refY="5" markerWidth="7" markerHeight="7" orient="auto"><path d="M0 1L10 5L0 9z" \
    fill="\(colour)"/></marker></defs>
    """
  }

  private func text(
    _ text: String, _ x: Double, _ y: Double, _ colour: String, _ anchor: String
  ) -> String {
    """
    <text x="\(SVG.round(x))" y="\(SVG.round(y))" font-size="11" text-anchor="\(anchor)" \
    fill="\(colour)">\(SVG.escaped(text))</text>
    """
  }

  /// Where a layer is read from both ends, one direction stands aside of the other.
  private func shift(_ row: Int) -> Double {
    let hasTwo = rows.contains { $0.hasSuffix("←") }
    if !hasTwo || row == 0 || row == rows.count - 1 { return 0 }
    return rows[row].hasSuffix("←") ? Self.shift : -Self.shift
  }

  private func centre(_ box: Box, _ left: Double, _ height: Double) -> (x: Double, y: Double) {
    (
      left + (Double(box.column) + 1.5) * Self.step + shift(box.row),
      height - (Double(box.row) + 0.5) * Self.level - 4
    )
  }

  private func width(_ box: Box) -> Double {
    box.isState ? 36 : min(max(36, SVG.width(box.label, size: 11) + 12), Self.step - 8)
  }

  private func picture(_ box: Box, _ left: Double, _ height: Double) -> String {
    let (x, y) = centre(box, left, height)
    let width = width(box)
    let isStart = !(0..<steps).contains(box.column)
    let fill = isStart ? "#ffffff" : box.isState ? "#dbeafe" : "#f1f5f9"
    return """
      <rect class="\(isStart ? "start" : box.isState ? "state" : "end")" \
      x="\(SVG.round(x - width / 2))" y="\(SVG.round(y - Self.boxHeight / 2))" \
      width="\(SVG.round(width))" height="\(SVG.round(Self.boxHeight))" rx="6" fill="\(fill)" \
      stroke="#334155"\(isStart ? " stroke-dasharray=\"3 3\"" : "")/>
      \(text(box.label, x, y + 4, "#0f172a", "middle"))
      """
  }

  private func picture(_ arrow: Arrow, _ left: Double, _ height: Double) -> String {
    let (from, to) = (boxes[arrow.from], boxes[arrow.to])
    var (a, b) = (centre(from, left, height), centre(to, left, height))
    if from.row == to.row {
      let direction = a.x < b.x ? 1.0 : -1
      a.x += direction * width(from) / 2
      b.x -= direction * width(to) / 2
    } else {
      a.y -= Self.boxHeight / 2
      b.y += Self.boxHeight / 2
    }
    let colour = arrow.weight.map(Self.colour) ?? "#64748b"
    return """
      <path class="arrow" d="M\(SVG.round(a.x)) \(SVG.round(a.y))L\(SVG.round(b.x)) \
      \(SVG.round(b.y))" fill="none" stroke="\(colour)" stroke-width="1.6" \
      marker-end="url(#arrow\(arrow.weight.map(String.init) ?? ""))"/>
      """
  }
}
