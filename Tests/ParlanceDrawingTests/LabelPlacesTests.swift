import Testing

@testable import ParlanceDrawing

@Suite struct LabelPlacesTests {
  private let frame = LabelPlaces.Box(x: 0, y: 0, width: 900, height: 700)

  @Test func noLabelCoversAnything() throws {
    // A crowd in the middle.
    let points: [(x: Double, y: Double)] = (0..<60).map { (place: Int) in
      (Double(450 + place * 37 % 60 * 2), Double(350 + place * 23 % 50 * 2))
    }
    let arrow: LabelPlaces.Segment = ((460, 340), (560, 460))
    let widths = [Double](repeating: 50, count: 60)
    let found = LabelPlaces.boxes(widths, points: points, arrows: [arrow], frame: frame)
    let boxes = try #require(found)
    #expect(boxes.count == points.count)
    for (place, box) in boxes.enumerated() {
      let (right, bottom) = (box.x + box.width, box.y + box.height)
      #expect(box.x >= 0 && right <= 900)
      #expect(box.y >= 0 && bottom <= 700)
      #expect(!boxes[(place + 1)...].contains { box.overlaps($0) })
      let isCovering = points.contains { point in
        point.x > box.x && point.x < right && point.y > box.y && point.y < bottom
      }
      #expect(!isCovering)
    }
  }

  @Test func labelsStandBesideArrows() throws {
    let points: [(x: Double, y: Double)] = [(300, 300), (400, 300), (350, 330)]
    let arrow: LabelPlaces.Segment = ((300, 300), (400, 300))
    let found = LabelPlaces.boxes([50, 50, 50], points: points, arrows: [arrow], frame: frame)
    for box in try #require(found) { #expect(!LabelPlaces.crosses(arrow, box)) }
  }

  @Test func noRoomIsSaid() {
    let small = LabelPlaces.Box(x: 0, y: 0, width: 100, height: 60)
    let points = (0..<40).map { _ in (x: 50.0, y: 30.0) }
    #expect(
      LabelPlaces.boxes(points.map { _ in 40 }, points: points, arrows: [], frame: small) == nil)
  }

  @Test func segmentsAndBoxes() {
    let box = LabelPlaces.Box(x: 10, y: 10, width: 10, height: 10)
    let cases: [([Double], Bool)] = [
      ([0, 0, 30, 30], true), ([0, 15, 9, 15], false), ([15, 0, 15, 40], true),
      ([0, 21, 30, 21], false), ([12, 12, 13, 13], true), ([0, 12, 12, 0], false),
    ]
    for (ends, expected) in cases {
      #expect(LabelPlaces.crosses(((ends[0], ends[1]), (ends[2], ends[3])), box) == expected)
    }
  }
}
