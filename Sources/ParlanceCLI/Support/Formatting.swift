import Foundation

extension Double {
  /// With a number of decimals, as printf rounds.
  func fixed(_ decimals: Int) -> String {
    shortFixed(decimals) ?? String(format: "%.\(decimals)f", self)
  }

  /// The same without printf, which is slow; nil where the last digit is in doubt.
  private func shortFixed(_ decimals: Int) -> String? {
    guard sign == .plus, decimals > 0, decimals < 10 else { return nil }
    let unit = (0..<decimals).reduce(1) { unit, _ in unit * 10 }
    let scaled = self * Double(unit)
    // A product below 10⁹ is right to 10⁻⁷.
    guard scaled < 1e9, abs(scaled - scaled.rounded(.down) - 0.5) > 1e-6 else { return nil }
    let (whole, rest) = Int(scaled.rounded()).quotientAndRemainder(dividingBy: unit)
    let digits = String(rest)
    return "\(whole)." + String(repeating: "0", count: decimals - digits.utf8.count) + digits
  }

  /// A share as a percentage with two decimals.
  var percent: String { (100 * self).fixed(2) }

  /// A perplexity or another number of any size in about five characters.
  var short: String {
    if !isFinite { return isNaN ? "nan" : self < 0 ? "-inf" : "inf" }
    return abs(self) >= 1e6 ? String(format: "%.3g", self) : fixed(abs(self) >= 1000 ? 0 : 2)
  }

  /// Seconds as 0:07, 12:34 or 1:02:03.
  var clock: String {
    guard isFinite, self < 1e9 else { return "-:--" }
    let seconds = Int(rounded())
    let (hours, minutes) = (seconds / 3600, seconds / 60 % 60)
    return hours > 0
      ? String(format: "%d:%02d:%02d", hours, minutes, seconds % 60)
      : String(format: "%d:%02d", minutes, seconds % 60)
  }
}

extension Int {
  /// With commas between thousands.
  var grouped: String {
    var text = String(magnitude)
    var place = text.count - 3
    while place > 0 {
      text.insert(",", at: text.index(text.startIndex, offsetBy: place))
      place -= 3
    }
    return self < 0 ? "-" + text : text
  }

  /// With a noun.
  func counted(_ noun: String) -> String { "\(grouped) \(noun)\(self == 1 ? "" : "s")" }

  /// Bytes as 12 B, 3.4 KB, 5.6 MB.
  var byteSize: String {
    var value = Double(self)
    for unit in ["B", "KB", "MB"] {
      if value < 1000 { return unit == "B" ? "\(self) B" : "\(value.fixed(1)) \(unit)" }
      value /= 1000
    }
    return "\(value.fixed(1)) GB"
  }
}

/// Lines of columns, the first flush left and the others flush right unless told otherwise.
func table(_ rows: [[String]], flushLeft: Set<Int> = [0]) -> String {
  let columns = rows.map(\.count).max() ?? 0
  let widths = (0..<columns).map { column in
    rows.map { column < $0.count ? $0[column].count : 0 }.max() ?? 0
  }
  return rows.map { row in
    let cells = row.enumerated().map { column, cell in
      let blank = String(repeating: " ", count: widths[column] - cell.count)
      return flushLeft.contains(column) ? cell + blank : blank + cell
    }
    var line = cells.joined(separator: "  ")
    while line.last == " " { line.removeLast() }
    return line
  }.joined(separator: "\n")
}

/// Numbers as one line of eight heights, averaged down to a width; those that are not finite left out.
func sparkline(_ values: [Double], width: Int) -> String {
  let values = values.filter(\.isFinite)
  guard let low = values.min(), let high = values.max(), width > 0 else { return "" }
  let count = Swift.min(width, values.count)
  let means = (0..<count).map { place in
    let part = values[place * values.count / count..<(place + 1) * values.count / count]
    return part.reduce(0, +) / Double(part.count)
  }
  let blocks = Array("▁▂▃▄▅▆▇█")
  return String(
    means.map { mean in
      let share = high > low ? (mean - low) / (high - low) : 0
      return blocks[Swift.min(Int(share * 8), 7)]
    })
}
