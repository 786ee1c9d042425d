import Foundation
import ParlanceDrawing

extension HeatMap {
  /// The map for a terminal: numbers in columns, on colours where there are any; wide ones in several blocks.
  func text(_ colours: TerminalColours, width: Int = Terminal.standardError.width) -> String {
    let names = columns.map { Self.shortened($0.visible) }
    let left = rows.map(\.count).max() ?? 0
    let cell = max(5, names.map(\.count).max() ?? 0)
    let perBlock = max(1, (max(width, 40) - left) / (cell + 1))
    func padded(_ text: String, _ width: Int) -> String {
      String(repeating: " ", count: max(0, width - text.count)) + text
    }
    return stride(from: 0, to: max(columns.count, 1), by: perBlock).map { begin in
      let places = begin..<min(begin + perBlock, columns.count)
      let head = padded("", left) + places.map { " " + padded(names[$0], cell) }.joined()
      let lines = rows.enumerated().map { row, name in
        name + String(repeating: " ", count: left - name.count)
          + places.map { place in
            " " + styled(values[row][place], padded(number(values[row][place]), cell), colours)
          }.joined()
      }
      return ([head] + lines).joined(separator: "\n")
    }.joined(separator: "\n\n")
  }

  private func number(_ value: Double) -> String { value.isNaN ? "" : value.fixed(2) }

  private func styled(_ value: Double, _ text: String, _ terminal: TerminalColours) -> String {
    if value.isNaN { return text }
    switch colours {
    case .diverging:
      let end = max(abs(range.lowerBound), abs(range.upperBound))
      return terminal.styled(text, end == 0 ? 0 : abs(value) / end, isAgainst: value < 0)
    default:
      let span = range.upperBound - range.lowerBound
      return terminal.styled(text, span == 0 ? 0 : (value - range.lowerBound) / span)
    }
  }

  private static func shortened(_ name: String) -> String {
    name.count > 12 ? name.prefix(11) + "…" : name
  }
}

extension String {
  /// A token that can be seen: a blank is "␣".
  var visible: String { isEmpty || allSatisfy(\.isWhitespace) ? "␣" : self }
}

extension Double {
  /// A number of any magnitude in few characters: 0.0123, 1.2e-09.
  var scientific: String { String(format: "%.3g", self) }
}
