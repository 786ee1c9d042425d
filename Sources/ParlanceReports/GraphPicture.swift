import ParlanceAutograd
import ParlanceDrawing

extension GraphDrawing {
  /// The graph as a picture: a self-contained SVG document.
  public var svg: String {
    let layout = layout
    let (width, height) = (layout.width + 2 * Self.margin, layout.height + 2 * Self.margin)
    let extent = "\(Self.round(width)) \(Self.round(height))"
    var parts = [
      """
      <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 \(extent)" \
      width="\(Self.round(width))" height="\(Self.round(height))" role="img" \
      font-family="\(SVG.fonts)" font-size="12">
      <title>Computation graph with \(boxes.count) boxes</title>
      <defs><marker id="arrow" viewBox="0 0 10 10" refX="9" refY="5" markerWidth="7" \
      markerHeight="7" orient="auto"><path d="M0 1L10 5L0 9z" fill="#64748b"/></marker></defs>
      <rect width="100%" height="100%" fill="#ffffff"/>
      <g transform="translate(\(Self.round(Self.margin)) \(Self.round(Self.margin)))">
      """
    ]
    parts += Self.lines(layout)
    for item in layout.items {
      if let index = item.box { parts.append(Self.picture(boxes[index], item)) }
    }
    return parts.joined(separator: "\n") + "\n</g>\n</svg>\n"
  }

  var layout: GraphLayout { GraphLayout(boxes.map(Self.size), edges) }

  private static let margin = 16.0
  private static let lineHeight = 16.0

  private static func round(_ value: Double) -> String { SVG.round(value) }

  private static func fontSize(_ box: Box) -> Double { box.kind == .constant ? 10 : 12 }

  /// Room for the widest line.
  private static func size(_ box: Box) -> GraphLayout.Size {
    let text = box.lines.map { SVG.width($0, size: fontSize(box)) }.max() ?? 0
    return GraphLayout.Size(
      width: text + 20, height: Double(box.lines.count) * lineHeight + 12)
  }

  private static func picture(_ box: Box, _ item: GraphLayout.Item) -> String {
    let (fill, stroke, radius) =
      switch box.kind {
      case .operation: ("#ffffff", "#334155", 8)
      case .parameter: ("#dbeafe", "#2563eb", 2)
      case .constant: ("#f1f5f9", "#94a3b8", 2)
      }
    let top = item.y - item.size.height / 2
    let middle = round(item.x + item.size.width / 2)
    var parts = [
      """
      <rect class="\(box.kind)" x="\(round(item.x))" y="\(round(top))" width="\(round(item.size.width))" \
      height="\(round(item.size.height))" rx="\(radius)" fill="\(fill)" stroke="\(stroke)"/>
      """
    ]
    for (index, line) in box.lines.enumerated() {
      let y = top + 6 + lineHeight * (Double(index) + 0.5) + 0.35 * fontSize(box)
      let weight = index == 0 && box.kind != .constant ? " font-weight=\"bold\"" : ""
      let colour = line.contains("gradient") && index > 0 ? "#b91c1c" : "#0f172a"
      parts.append(
        """
        <text x="\(middle)" y="\(round(y))" font-size="\(round(fontSize(box)))" \
        text-anchor="middle" fill="\(colour)"\(weight)>\
        \(SVG.escaped(line))</text>
        """)
    }
    return parts.joined(separator: "\n")
  }

  /// Each edge leaves its box in the middle of the right side; those that reach a box share out its
  /// left side in the order of where they come from.
  private static func lines(_ layout: GraphLayout) -> [String] {
    layout.items.flatMap { target -> [String] in
      let sources = target.sources.map { layout.items[$0] }.sorted { $0.y < $1.y }
      return sources.enumerated().map { place, source in
        let share = (Double(place) + 1) / Double(sources.count + 1) - 0.5
        let from = (x: source.box == nil ? source.x : source.x + source.size.width, y: source.y)
        let to = (
          x: target.x, y: target.box == nil ? target.y : target.y + share * target.size.height
        )
        // Flat at both ends, so that curves through a point join smoothly.
        let (left, right) = (source.slot.right, target.slot.left)
        let middle = round((left + right) / 2)
        let arrow = target.box == nil ? "" : " marker-end=\"url(#arrow)\""
        return """
          <path d="M\(round(from.x)) \(round(from.y))H\(round(left))C\(middle) \(round(from.y)) \
          \(middle) \(round(to.y)) \(round(right)) \(round(to.y))H\(round(to.x))" fill="none" \
          stroke="#64748b"\(arrow)/>
          """
      }
    }
  }
}
