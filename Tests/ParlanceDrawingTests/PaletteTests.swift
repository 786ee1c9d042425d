import Foundation
import Testing

@testable import ParlanceDrawing

@Suite struct PaletteTests {
  /// Relative luminance by the guidelines.
  private func luminance(_ hex: String) -> Double {
    let value = Int(hex.dropFirst(), radix: 16)!
    let parts = [16, 8, 0].map { shift -> Double in
      let v = Double(value >> shift & 255) / 255
      return v <= 0.04045 ? v / 12.92 : pow((v + 0.055) / 1.055, 2.4)
    }
    return 0.2126 * parts[0] + 0.7152 * parts[1] + 0.0722 * parts[2]
  }

  @Test(arguments: [ColourScale.sequential, .neutral, .diverging])
  func textCanBeReadOnEveryColour(scale: ColourScale) {
    for step in 0...200 {
      let share = Double(step) / 200
      let pair = [luminance(scale.ink(share)), luminance(scale.colour(share))].sorted()
      #expect((pair[1] + 0.05) / (pair[0] + 0.05) >= 4.5, "\(scale) at \(share)")
    }
  }
}
