/// What someone may have meant who wrote something else.
enum Spelling {
  /// The name that is written the most like a word; nil where none is near.
  ///
  /// Of longer words more letters may be wrong: a third of them, and at most three.
  static func nearest(to word: String, in names: [String]) -> String? {
    let most = min(3, max(1, word.count / 3))
    return names.map { ($0, distance(word, $0)) }.filter { $0.1 <= most }.min { $0.1 < $1.1 }?.0
  }

  /// The names that are written the most like a word, at most three, the most alike first, of equally
  /// alike ones the earlier.
  static func near(_ word: String, in names: [String]) -> [String] {
    guard word.count > 1 else { return [] }
    let most = min(3, max(1, word.count / 3))
    return names.map { (name: $0, distance: distance(word, $0)) }.filter { $0.distance <= most }
      .enumerated().sorted { ($0.element.distance, $0.offset) < ($1.element.distance, $1.offset) }
      .prefix(3).map(\.element.name)
  }

  /// Letters that are put in, left out, exchanged or in each other's place: Damerau and Levenshtein's
  /// distance of words without a letter moved twice.
  static func distance(_ a: String, _ b: String) -> Int {
    let (a, b) = (Array(a), Array(b))
    var rows = [Array(0...b.count)]
    for i in a.indices {
      var row = [i + 1]
      for j in b.indices {
        var least = min(rows[i][j + 1] + 1, row[j] + 1, rows[i][j] + (a[i] == b[j] ? 0 : 1))
        if i > 0, j > 0, a[i] == b[j - 1], a[i - 1] == b[j] {
          least = min(least, rows[i - 1][j - 1] + 1)
        }
        row.append(least)
      }
      rows.append(row)
    }
    return rows[a.count][b.count]
  }
}
