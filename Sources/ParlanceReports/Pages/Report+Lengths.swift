import ParlanceDrawing

extension Report {
  /// Groups of like lengths, at most.
  private static let lengthGroups = 6

  /// Scores of short and of long items: a chart and a table over groups of about as many items each.
  ///
  /// - `unit`: what lengths are counted in.
  /// - `scores`: names, and what the items of some places score, from 0 to 1.
  public static func byLength(
    _ lengths: [Int], unit: String, items: String,
    scores: [(name: String, score: (_ places: [Int]) -> Double)]
  ) -> [Part] {
    let groups = grouped(lengths)
    guard groups.count > 1 else { return [] }
    let values = scores.map { score in groups.map { 100 * score.score($0) } }
    let middles = groups.map { Double(lengths[$0[0]] + lengths[$0[$0.count - 1]]) / 2 }
    let chart = Chart(
      "Scores by length", x: unit,
      y: scores.count == 1 ? "\(scores[0].name) in percent" : "percent",
      series: zip(scores, values).map { score, values in
        Chart.Series(score.name, points: Array(zip(middles, values)), style: .lineAndPoints)
      })
    let rows = groups.enumerated().map { place, group in
      let (first, last) = (lengths[group[0]], lengths[group[group.count - 1]])
      return [first == last ? "\(first)" : "\(first) to \(last)", "\(group.count)"]
        + values.map { percent($0[place] / 100) + " %" }
    }
    return [
      .picture(Picture(chart, "length")),
      .table(
        Table(
          "Scores by length", heading: [unit, items] + scores.map(\.name), rows: rows, texts: [])),
    ]
  }

  /// Places in groups, the shortest first; no length is in two.
  private static func grouped(_ lengths: [Int]) -> [[Int]] {
    let sorted = lengths.indices.sorted { (lengths[$0], $0) < (lengths[$1], $1) }
    let size = max((sorted.count + lengthGroups - 1) / lengthGroups, 1)
    var found: [[Int]] = []
    for place in sorted {
      if let last = found.last, last.count < size || lengths[last[last.count - 1]] == lengths[place]
      {
        found[found.count - 1].append(place)
      } else {
        found.append([place])
      }
    }
    return found
  }
}
