import Foundation

/// Colours for series and for values.
public enum ColourScale: Sendable {
  /// From pale to dark: from little to much.
  case sequential
  /// As `sequential`, in greys, so that coloured lines stand out.
  case neutral
  /// Blue below the middle of the range, white at it, red above.
  case diverging

  private var stops: [(Double, Double, Double)] {
    switch self {
    case .sequential:
      [
        (247, 251, 255), (198, 219, 239), (107, 174, 214), (33, 113, 181), (8, 48, 107),
      ]
    case .neutral:
      [
        (250, 250, 250), (226, 232, 240), (203, 213, 225), (148, 163, 184), (71, 85, 105),
      ]
    case .diverging:
      [
        (33, 102, 172), (146, 197, 222), (247, 247, 247), (244, 165, 130), (178, 24, 43),
      ]
    }
  }

  private func components(_ share: Double) -> (Double, Double, Double) {
    let place = min(max(share, 0), 1) * Double(stops.count - 1)
    let index = min(Int(place), stops.count - 2)
    let (part, a, b) = (place - Double(index), stops[index], stops[index + 1])
    func mix(_ a: Double, _ b: Double) -> Double { (a + (b - a) * part).rounded() }
    return (mix(a.0, b.0), mix(a.1, b.1), mix(a.2, b.2))
  }

  /// Red, green and blue for a share of the range, 0 ... 1.
  public func bytes(_ share: Double) -> (red: UInt8, green: UInt8, blue: UInt8) {
    let (r, g, b) = components(share)
    return (UInt8(r), UInt8(g), UInt8(b))
  }

  /// Whether black text has more contrast on the colour for a share of the range than white text.
  ///
  /// By relative luminance; the better one has 4.5 at least. W3C, *Web Content Accessibility Guidelines 2.2*.
  public func takesDarkText(_ share: Double) -> Bool {
    func linear(_ value: Double) -> Double {
      let v = value / 255
      return v <= 0.04045 ? v / 12.92 : Foundation.pow((v + 0.055) / 1.055, 2.4)
    }
    let (r, g, b) = components(share)
    return 0.2126 * linear(r) + 0.7152 * linear(g) + 0.0722 * linear(b) > 0.1791
  }

  /// The colour for a share of the range, 0 ... 1.
  func colour(_ share: Double) -> String {
    let (r, g, b) = components(share)
    return String(format: "#%02x%02x%02x", Int(r), Int(g), Int(b))
  }

  /// What can be read on that colour.
  func ink(_ share: Double) -> String {
    takesDarkText(share) ? "#000000" : "#ffffff"
  }
}

/// The colours that all charts share.
enum Palette {
  static let ink = "#0f172a"
  static let quiet = "#64748b"
  static let grid = "#e2e8f0"
  /// For what has no value.
  static let missing = "#e5e7eb"

  static func series(_ index: Int) -> String { SVG.colours[index % SVG.colours.count] }
}
