/// The edits that make a reference of a sentence where phrases may be moved: Tercom's search, with its
/// limits.
struct ShiftedEditDistance {
  private let reference: [Int]

  private static let longestShift = 10
  private static let farthestShift = 50
  private static let beam = 25
  private static let mostCandidates = 1000

  private enum Edit: UInt8 { case none, substitution, insertion, deletion, unknown }

  private struct Cell {
    var cost: Int
    var edit: Edit
  }

  init(_ reference: [Int]) { self.reference = reference }

  /// The moves and edits.
  func edits(from sentence: [Int]) -> Int {
    if reference.isEmpty { return sentence.count }
    var words = sentence
    var shifts = 0
    var candidates = 0
    var rows = rows(words, after: [])
    while let best = bestShift(of: words, rows, &candidates) {
      if candidates >= Self.mostCandidates || best.saved <= 0 { break }
      shifts += 1
      words = best.words
      rows = self.rows(words, after: [])
    }
    return shifts + rows.last!.last!.cost
  }

  // MARK: Edit distance

  /// The table of a sentence's prefixes against the reference's, near the diagonal; the first rows may be
  /// known.
  private func rows(_ words: [Int], after known: ArraySlice<[Cell]>) -> [[Cell]] {
    let width = reference.count + 1
    var rows = Array(known)
    if rows.isEmpty { rows = [(0..<width).map { Cell(cost: $0, edit: .insertion) }] }
    let ratio = words.isEmpty ? 1 : Double(reference.count) / Double(words.count)
    let half =
      Double(Self.beam) < ratio / 2
      ? Int((ratio / 2 + Double(Self.beam)).rounded(.up)) : Self.beam
    for place in rows.count..<words.count + 1 {
      let diagonal = Int((Double(place) * ratio).rounded(.down))
      let end = place == words.count ? width : min(width, diagonal + half)
      rows.append(row(words[place - 1], rows[place - 1], max(0, diagonal - half)..<end))
    }
    return rows
  }

  private func row(_ word: Int, _ above: [Cell], _ range: Range<Int>) -> [Cell] {
    var row = [Cell](
      repeating: Cell(cost: .max / 2, edit: .unknown), count: reference.count + 1)
    for column in range {
      if column == 0 {
        row[0] = Cell(cost: above[0].cost + 1, edit: .deletion)
        continue
      }
      let isSame = word == reference[column - 1]
      let ways = [
        Cell(cost: above[column - 1].cost + (isSame ? 0 : 1), edit: isSame ? .none : .substitution),
        Cell(cost: above[column].cost + 1, edit: .deletion),
        Cell(cost: row[column - 1].cost + 1, edit: .insertion),
      ]
      for way in ways where way.cost < row[column].cost { row[column] = way }
    }
    return row
  }

  // MARK: Shifts

  /// Where the reference's words stand in the sentence, and which words are wrong.
  private struct Alignment {
    var places: [Int] = []
    var referenceErrors: [Bool] = []
    var sentenceErrors: [Bool] = []
  }

  private func alignment(_ rows: [[Cell]]) -> Alignment {
    var edits: [Edit] = []
    var (row, column) = (rows.count - 1, reference.count)
    while row > 0 || column > 0 {
      let edit = rows[row][column].edit
      edits.append(edit)
      if edit != .insertion { row -= 1 }
      if edit != .deletion { column -= 1 }
      // No way within the beam leads here.
      if edit == .unknown || row < 0 || column < 0 { break }
    }
    var alignment = Alignment()
    var place = -1
    for edit in edits.reversed() {
      if edit != .insertion {
        place += 1
        alignment.sentenceErrors.append(edit != .none)
      }
      if edit != .deletion {
        alignment.places.append(place)
        alignment.referenceErrors.append(edit != .none)
      }
    }
    return alignment
  }

  private struct Shift {
    let saved: Int
    let length: Int
    let start: Int
    let target: Int
    let words: [Int]

    func isBetter(than other: Shift) -> Bool {
      (saved, length, -start, -target) > (other.saved, other.length, -other.start, -other.target)
    }
  }

  /// The move of a phrase that saves the most edits; nil where no phrase can be moved.
  private func bestShift(
    of words: [Int], _ rows: [[Cell]], _ candidates: inout Int
  ) -> Shift? {
    let cost = rows.last!.last!.cost
    let alignment = alignment(rows)
    var best: Shift?
    for (start, other, length) in phrases(words) {
      let isWrong =
        alignment.sentenceErrors[start..<start + length].contains(true)
        && alignment.referenceErrors[other..<other + length].contains(true)
      guard isWrong, !(start..<start + length).contains(alignment.places[other]) else { continue }
      var last = -1
      for offset in -1..<length {
        let before = other + offset
        guard before < alignment.places.count else { break }
        let target = before < 0 ? 0 : alignment.places[before] + 1
        if target == last { continue }
        last = target
        let moved = Self.moved(words, start, length, to: target)
        let same = zip(words, moved).prefix { $0 == $1 }.count
        let found = self.rows(moved, after: rows[...min(same, words.count - 1)])
        candidates += 1
        let shift = Shift(
          saved: cost - found.last!.last!.cost, length: length, start: start, target: target,
          words: moved)
        if best.map(shift.isBetter) ?? true { best = shift }
      }
      if candidates >= Self.mostCandidates { break }
    }
    return best
  }

  /// Phrases that both have, not too far apart.
  private func phrases(_ words: [Int]) -> [(start: Int, other: Int, length: Int)] {
    var found: [(Int, Int, Int)] = []
    for start in words.indices {
      for other in reference.indices where abs(other - start) <= Self.farthestShift {
        var length = 0
        while length < Self.longestShift, start + length < words.count,
          other + length < reference.count, words[start + length] == reference[other + length]
        {
          length += 1
          found.append((start, other, length))
        }
      }
    }
    return found
  }

  private static func moved(_ words: [Int], _ start: Int, _ length: Int, to target: Int) -> [Int] {
    let phrase = words[start..<start + length]
    var rest = Array(words[..<start] + words[(start + length)...])
    // Within the phrase, it goes on by so many words.
    let place = target < start ? target : target > start + length ? target - length : target
    rest.insert(contentsOf: phrase, at: min(place, rest.count))
    return rest
  }
}
