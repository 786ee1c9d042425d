extension Chart {
  /// The chart in characters, for a terminal: a mark for each series, both axes with their numbers, and a legend.
  ///
  /// Series of lines have a mark in each column, at the height of the line there; where series meet, the last is
  /// seen. What an axis cannot show is left out.
  ///
  /// - `columns`, `rows`: of what is drawn, without the axes; at least 2 by 2 are.
  public func text(columns: Int = 60, rows: Int = 15) -> String {
    let (columns, rows) = (max(columns, 2), max(rows, 2))
    let shown = series.map { series in
      series.points.filter { Axis.canShow($0.x, xScale) && Axis.canShow($0.y, yScale) }
    }
    let x = Axis(shown.joined().map(\.x), xScale)
    let y = Axis(shown.joined().map(\.y), yScale)
    var cells = Array(repeating: Array(repeating: Character(" "), count: columns), count: rows)
    func put(_ place: (x: Double, y: Double), _ mark: Character) {
      let column = min(Int(place.x * Double(columns)), columns - 1)
      let row = min(Int((1 - place.y) * Double(rows)), rows - 1)
      if column >= 0, row >= 0 { cells[row][column] = mark }
    }
    for (index, series) in series.enumerated() {
      // Nil is a gap.
      let places = series.points.map { point -> (x: Double, y: Double)? in
        guard Axis.canShow(point.x, xScale), Axis.canShow(point.y, yScale) else { return nil }
        return (x.place(point.x), y.place(point.y))
      }
      let mark = Self.mark(index)
      if series.style.hasLine {
        for (from, to) in zip(places, places.dropFirst()) {
          guard let from, let to else { continue }
          let count = max(1, Int((abs(to.x - from.x) * Double(columns)).rounded(.up)))
          for part in 0...count {
            let share = Double(part) / Double(count)
            put((from.x + share * (to.x - from.x), from.y + share * (to.y - from.y)), mark)
          }
        }
      }
      for place in places { if let place { put(place, mark) } }
    }
    return lines(cells, x, y).joined(separator: "\n")
  }

  private static let marks = Array("*o+x#@%&")

  private static func mark(_ index: Int) -> Character { marks[index % marks.count] }

  /// The cells between their axes, under the title and over the legend.
  private func lines(_ cells: [[Character]], _ x: Axis, _ y: Axis) -> [String] {
    let (rows, columns) = (cells.count, cells[0].count)
    var labels = [Int: String]()
    for tick in y.ticks.reversed() {
      labels[min(max(Int((1 - y.place(tick)) * Double(rows)), 0), rows - 1)] = Axis.label(tick)
    }
    let left = labels.values.map(\.count).max() ?? 0
    func padded(_ text: String) -> String {
      String(repeating: " ", count: left - text.count) + text
    }
    var lines = [title, yTitle].filter { !$0.isEmpty }
    for (row, line) in cells.enumerated() {
      lines.append(Self.cut(padded(labels[row] ?? "") + " |" + String(line)))
    }
    lines.append(padded("") + " +" + String(repeating: "-", count: columns))
    lines.append(padded("") + "  " + Self.places(of: x, columns))
    if !xTitle.isEmpty {
      let before = max(0, (columns - xTitle.count) / 2)
      lines.append(padded("") + "  " + String(repeating: " ", count: before) + xTitle)
    }
    if series.count > 1 {
      lines.append(
        series.enumerated().map { "\(Self.mark($0)) \($1.name)" }.joined(separator: "   "))
    }
    return lines
  }

  /// The labels of a horizontal axis, each under its place, where there is room.
  private static func places(of axis: Axis, _ columns: Int) -> String {
    var text = ""
    for tick in axis.ticks {
      let label = Axis.label(tick)
      let start = max(0, Int(axis.place(tick) * Double(columns)) - label.count / 2)
      guard text.isEmpty || start > text.count else { continue }
      text += String(repeating: " ", count: start - text.count) + label
    }
    return text
  }

  private static func cut(_ line: String) -> String {
    var line = line
    while line.last == " " { line.removeLast() }
    return line
  }
}
