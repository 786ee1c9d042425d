import Foundation

/// What all SVG pictures share.
package enum SVG {
  /// Fonts of equal widths: a character is 0.602 em wide.
  package static let fonts = "'DejaVu Sans Mono', Menlo, Consolas, monospace"

  /// Colours apart from each other for most kinds of colour vision.
  package static let colours = [
    "#2563eb", "#dc2626", "#059669", "#d97706", "#7c3aed", "#0891b2", "#be185d", "#4d7c0f",
  ]

  /// What charts write, what is said beside, and the lines behind.
  package static var ink: String { Palette.ink }
  package static var quiet: String { Palette.quiet }
  package static var grid: String { Palette.grid }

  /// A coordinate, short.
  package static func round(_ value: Double) -> String { String(format: "%.5g", value) }

  /// How wide a line of text is; wide scripts take twice the room.
  package static func width(_ line: String, size: Double) -> Double {
    size * 0.62
      * line.unicodeScalars.reduce(0) { $0 + ($1.value < 0x1100 || $1 == "‖" ? 1.0 : 2.0) }
  }

  /// The text with what XML reserves written as entities, and without what it forbids.
  package static func escaped(_ text: String) -> String {
    var result = ""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "&": result += "&amp;"
      case "<": result += "&lt;"
      case ">": result += "&gt;"
      case "\"": result += "&quot;"
      case _ where scalar.value < 0x20 || scalar.value == 0xFFFE || scalar.value == 0xFFFF:
        result += "\u{FFFD}"
      default: result.unicodeScalars.append(scalar)
      }
    }
    return result
  }
}
