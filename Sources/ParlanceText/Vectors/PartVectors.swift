import ParlanceSystem

/// The vectors of words' parts: a row for each bucket that has one.
struct PartVectors: Sendable {
  let subwords: Subwords
  let rows: StoredRows
  /// 1 + the row of each bucket, or 0 where it has none; nil where each has one.
  let places: NumberBuffer<UInt32>?

  init(_ subwords: Subwords, rows: StoredRows, places: NumberBuffer<UInt32>?) {
    (self.subwords, self.rows, self.places) = (subwords, rows, places)
  }

  init(_ subwords: Subwords, buckets: [Int32], rows: StoredRows) throws {
    guard buckets.count == rows.count, buckets.allSatisfy({ 0..<subwords.buckets ~= Int($0) }),
      zip(buckets, buckets.dropFirst()).allSatisfy(<)
    else { fatalError("WordVectors: \(rows.count) rows for \(buckets.count) buckets") }
    guard buckets.count < subwords.buckets else {
      self.init(subwords, rows: rows, places: nil)
      return
    }
    let places = try NumberBuffer<UInt32>(count: subwords.buckets)
    for (row, bucket) in buckets.enumerated() { places[Int(bucket)] = UInt32(row + 1) }
    self.init(subwords, rows: rows, places: places)
  }

  /// The mean of the vectors of a word's parts, or nil where none has one.
  func vector(of word: some StringProtocol) -> [Float]? {
    var sum = [Float](repeating: 0, count: rows.width)
    var count = 0
    for bucket in subwords.buckets(of: word) {
      let row = places.map { Int($0[Int(bucket)]) - 1 } ?? Int(bucket)
      // A file that was changed while it is in use may name any.
      guard (0..<rows.count).contains(row) else { continue }
      for (place, number) in rows.row(row).enumerated() { sum[place] += number }
      count += 1
    }
    return count == 0 ? nil : sum.map { $0 / Float(count) }
  }
}
