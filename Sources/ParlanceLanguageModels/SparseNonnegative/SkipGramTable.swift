import ParlanceSystem

/// The rows of the matrix for the features of one type: features by their keys, in each the words that
/// follow it.
struct SkipGramTable: Sendable {
  let type: SkipGramType
  /// For the leading bits of a key, where features with these bits begin; and the end.
  let directory: NumberBuffer<UInt32>
  let keys: NumberBuffer<UInt64>
  /// Where each row begins, and the end.
  let starts: NumberBuffer<UInt32>
  /// The sum of each row.
  let totals: NumberBuffer<Float>
  /// Of each link.
  let words: NumberBuffer<UInt32>
  let values: NumberBuffer<Float>

  /// Leading bits for so many features, so that some four share them.
  static func directoryBits(_ featureCount: Int) -> Int {
    max(0, Int.bitWidth - featureCount.leadingZeroBitCount - 2)
  }

  /// The row of a feature, or nil.
  @inline(__always)
  func row(_ key: UInt64) -> Int? {
    let place = Int(key >> UInt64(64 - Self.directoryBits(keys.count)))
    // A file may say anything; what it says is kept within bounds.
    let end = min(Int(directory[place + 1]), keys.count)
    var row = Int(directory[place])
    while row < end {
      if keys[row] == key { return row }
      row += 1
    }
    return nil
  }

  @inline(__always)
  func links(ofRow row: Int) -> Range<Int> {
    let end = min(Int(starts[row + 1]), words.count)
    return min(Int(starts[row]), end)..<end
  }

  /// The sum of a row, which is more than 0.
  @inline(__always)
  func total(ofRow row: Int) -> Double { Self.sound(totals[row]) }

  /// M of a link.
  @inline(__always)
  func value(ofLink link: Int) -> Double { Self.sound(values[link]) }

  @inline(__always)
  private static func sound(_ value: Float) -> Double {
    value >= 0 && value.isFinite ? Double(value) : 0
  }

  /// M of a word in a row.
  func value(ofRow row: Int, _ word: UInt32) -> Double {
    let links = links(ofRow: row)
    var (lower, length) = (links.lowerBound, links.count)
    while length > 0 {
      let half = length >> 1
      let isBelow = words[lower + half] < word
      lower = isBelow ? lower + half + 1 : lower
      length = isBelow ? length - half - 1 : half
    }
    return lower < links.upperBound && words[lower] == word ? value(ofLink: lower) : 0
  }
}

extension SkipGramTable {
  /// The matrix as adjusted, of all features that are frequent enough.
  init(_ adjustment: SkipGramAdjustment) throws {
    let counts = adjustment.counts
    let sums = (0..<counts.featureCount).map { adjustment.fill($0, without: 0..<0) }
    let features = sums.indices.filter { sums[$0] > 0 }
      .sorted { counts.keys[$0] < counts.keys[$1] }
    let linkCount = features.reduce(0) { $0 + counts.links(of: $1).count }
    type = counts.type
    keys = try NumberBuffer(count: features.count)
    starts = try NumberBuffer(count: features.count + 1)
    totals = try NumberBuffer(count: features.count)
    words = try NumberBuffer(count: linkCount)
    values = try NumberBuffer(count: linkCount)
    let bits = Self.directoryBits(features.count)
    directory = try NumberBuffer(count: 1 << bits + 1)
    var next = 0
    for (row, feature) in features.enumerated() {
      keys[row] = counts.keys[feature]
      totals[row] = sums[feature]
      for link in counts.links(of: feature) {
        words[next] = counts.words[link]
        values[next] = adjustment.values[link]
        next += 1
      }
      starts[row + 1] = UInt32(next)
      directory[Int(keys[row] >> UInt64(64 - bits)) + 1] = UInt32(row + 1)
    }
    for place in 1..<directory.count {
      directory[place] = max(directory[place], directory[place - 1])
    }
  }
}
