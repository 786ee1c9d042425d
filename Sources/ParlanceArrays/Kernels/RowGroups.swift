/// Groups of places, each with a range of a table's rows: every place of a group meets all its rows.
///
/// What comes of it lies in one flat array, a line for each place in the groups' order, as long as
/// the group has rows; lines begin at multiples of `alignment`.
package struct RowGroups: Sendable {
  /// What the beginning of a line is a multiple of.
  package static let alignment = 16

  /// The places, group by group: [P].
  package let places: [Int32]
  /// Where the places of each group begin: [G + 1].
  package let placeStarts: [Int64]
  /// Each group's first row, ascending: [G].
  package let firstRows: [Int64]
  /// Where each group's rows begin among all groups' rows: [G + 1].
  package let rowStarts: [Int64]
  /// Where each group's lines begin in the flat array: [G + 1].
  package let lineStarts: [Int64]

  /// Creates groups, in the order of their rows.
  package init(_ groups: [(places: [Int32], rows: Range<Int>)]) {
    places = groups.flatMap(\.places)
    firstRows = groups.map { Int64($0.rows.lowerBound) }
    func sums(_ counts: (Int) -> Int) -> [Int64] {
      groups.indices.reduce(into: [0]) { $0.append($0.last! + Int64(counts($1))) }
    }
    placeStarts = sums { groups[$0].places.count }
    rowStarts = sums { groups[$0].rows.count }
    lineStarts = sums { groups[$0].places.count * Self.padded(groups[$0].rows.count) }
  }

  /// The next multiple of `alignment`.
  package static func padded(_ count: Int) -> Int {
    (count + alignment - 1) / alignment * alignment
  }

  /// The number of groups.
  package var count: Int { firstRows.count }

  /// The elements of the flat array.
  package var lineCount: Int { Int(lineStarts[count]) }

  /// How many places a group has.
  package func placeCount(_ group: Int) -> Int {
    Int(placeStarts[group + 1] - placeStarts[group])
  }

  /// How many rows a group has.
  package func rowCount(_ group: Int) -> Int { Int(rowStarts[group + 1] - rowStarts[group]) }

  /// The rows of all groups.
  package var rows: [Int32] {
    (0..<count).flatMap { group in
      (0..<rowCount(group)).map { Int32(firstRows[group]) + Int32($0) }
    }
  }

  /// The lines in the flat array, in the order of `places`.
  package var lines: Segments {
    var (starts, counts): ([Int64], [Int32]) = ([], [])
    for group in 0..<count {
      let stride = Self.padded(rowCount(group))
      for place in 0..<placeCount(group) {
        starts.append(lineStarts[group] + Int64(place * stride))
        counts.append(Int32(rowCount(group)))
      }
    }
    return Segments(starts: starts, counts: counts)
  }
}

/// Stretches of a flat array: rows that are not all as long.
package struct Segments: Sendable {
  /// Where each begins.
  package let starts: [Int64]
  /// How long each is.
  package let counts: [Int32]

  package init(starts: [Int64], counts: [Int32]) {
    self.starts = starts
    self.counts = counts
  }
}
