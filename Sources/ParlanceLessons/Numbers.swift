import Foundation

extension Double {
  /// With a number of decimals; without a sign before zero.
  func fixed(_ decimals: Int) -> String {
    let shown = String(format: "%.\(decimals)f", self)
    let isZero = Double(shown) == 0
    return (isZero ? String(format: "%.\(decimals)f", 0.0) : shown)
      .replacingOccurrences(of: "-", with: "−")
  }

  /// Of any magnitude, with two digits: 1.2e−08.
  var scientific: String {
    String(format: "%.1e", self).replacingOccurrences(of: "-", with: "−")
  }
}

extension [Double] {
  /// In brackets, with a number of decimals.
  func fixed(_ decimals: Int) -> String {
    "[" + map { $0.fixed(decimals) }.joined(separator: " ") + "]"
  }
}
