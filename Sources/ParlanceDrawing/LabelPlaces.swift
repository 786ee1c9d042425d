import Foundation

/// Finds places for the labels of points so that none covers another, a point or an arrow.
///
/// Each label takes the first free place of a list: beside its point, then on rings further and further
/// off, from which a line leads back. Lines cross no label where there is such a place.
struct LabelPlaces {
  struct Box: Equatable {
    var x: Double
    var y: Double
    let width: Double
    let height: Double

    func overlaps(_ other: Box) -> Bool {
      x < other.x + other.width && other.x < x + width && y < other.y + other.height
        && other.y < y + height
    }

    /// The point of the box nearest to another.
    func nearest(to point: (x: Double, y: Double)) -> (x: Double, y: Double) {
      (min(max(point.x, x), x + width), min(max(point.y, y), y + height))
    }
  }

  typealias Segment = (from: (x: Double, y: Double), to: (x: Double, y: Double))

  /// Where labels may be.
  let frame: Box
  let points: [(x: Double, y: Double)]
  /// What no label covers.
  let arrows: [Segment]
  static let radius = 4.0
  private static let (gap, height) = (3.0, 15.0)

  private var boxes: [Box] = []
  private var leaders: [Segment] = []

  init(frame: Box, points: [(x: Double, y: Double)], arrows: [Segment]) {
    (self.frame, self.points, self.arrows) = (frame, points, arrows)
  }

  /// The box of each label, in their order; nil where there is room for not all of them.
  static func boxes(
    _ widths: [Double], points: [(x: Double, y: Double)], arrows: [Segment], frame: Box
  ) -> [Box]? {
    var places = LabelPlaces(frame: frame, points: points, arrows: arrows)
    var found = [Box?](repeating: nil, count: widths.count)
    // Those with the most neighbours have the least choice.
    let crowds = points.map { point in
      points.count { hypot($0.x - point.x, $0.y - point.y) < 60 }
    }
    for index in widths.indices.sorted(by: { (crowds[$1], $0) < (crowds[$0], $1) }) {
      guard let box = places.place(widths[index], at: points[index]) else { return nil }
      found[index] = box
    }
    return found.compactMap(\.self)
  }

  private mutating func place(_ width: Double, at point: (x: Double, y: Double)) -> Box? {
    let candidates = Self.candidates(width, point)
    let free = candidates.filter { isFree($0.0) }
    guard let (box, leader) = free.first(where: { crossesNothing($0.0, $0.1) }) ?? free.first else {
      return nil
    }
    boxes.append(box)
    if let leader { leaders.append(leader) }
    return box
  }

  /// Boxes around a point, the best first, with the line that leads to those that are far.
  private static func candidates(
    _ width: Double, _ point: (x: Double, y: Double)
  ) -> [(Box, Segment?)] {
    func box(_ dx: Double, _ dy: Double) -> Box {
      Box(x: point.x + dx, y: point.y + dy, width: width, height: height)
    }
    let (near, half) = (radius + gap, height / 2)
    var all: [(Box, Segment?)] = [
      box(near, -half), box(-near - width, -half), box(-width / 2, -near - height + 2),
      box(-width / 2, near - 2), box(near - 2, -height - 1), box(near - 2, 1),
      box(-near - width + 2, -height - 1), box(-near - width + 2, 1),
    ].map { ($0, nil) }
    for ring in 1...20 {
      let distance = 10 + 9 * Double(ring)
      for turn in 0..<16 {
        let angle = 2 * Double.pi * Double(turn) / 16
        let (dx, dy) = (cos(angle) * distance, sin(angle) * distance)
        let anchor = dx > 1 ? 0 : dx < -1 ? -width : -width / 2
        let far = box(dx + anchor, dy - half)
        all.append((far, (point, far.nearest(to: point))))
      }
    }
    return all
  }

  private func isFree(_ box: Box) -> Bool {
    guard box.x >= frame.x, box.x + box.width <= frame.x + frame.width, box.y >= frame.y,
      box.y + box.height <= frame.y + frame.height
    else { return false }
    if boxes.contains(where: box.overlaps) { return false }
    return !points.contains { point in
      let dot = Box(
        x: point.x - Self.radius, y: point.y - Self.radius, width: 2 * Self.radius,
        height: 2 * Self.radius)
      return box.overlaps(dot)
    }
  }

  private func crossesNothing(_ box: Box, _ leader: Segment?) -> Bool {
    if (arrows + leaders).contains(where: { Self.crosses($0, box) }) { return false }
    guard let leader else { return true }
    return !boxes.contains { Self.crosses(leader, $0) }
  }

  /// Whether a segment touches a box: Liang and Barsky's clipping leaves something of it.
  static func crosses(_ segment: Segment, _ box: Box) -> Bool {
    let (dx, dy) = (segment.to.x - segment.from.x, segment.to.y - segment.from.y)
    var (first, last) = (0.0, 1.0)
    for (p, q) in [
      (-dx, segment.from.x - box.x), (dx, box.x + box.width - segment.from.x),
      (-dy, segment.from.y - box.y), (dy, box.y + box.height - segment.from.y),
    ] {
      if p == 0 {
        if q < 0 { return false }
      } else if p < 0 {
        first = max(first, q / p)
      } else {
        last = min(last, q / p)
      }
    }
    return first <= last
  }
}
