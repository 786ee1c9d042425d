import ParlanceSystem

/// The vectors of words' parts.
struct PartVectors: Sendable {
  /// Where they are.
  enum Source: Sendable {
    /// A row for each bucket that has one. `places` is 1 + the row of each bucket, or 0 where it has none;
    /// nil where each has one.
    case rows(StoredRows, places: NumberBuffer<UInt32>?)
    /// Rows of a model of fastText, where they lie.
    case model(FastTextFile)
  }

  let subwords: Subwords
  let source: Source

  init(_ subwords: Subwords, _ source: Source) { (self.subwords, self.source) = (subwords, source) }

  /// Rows of ascending buckets; traps for others.
  init(_ subwords: Subwords, buckets: [Int32], rows: StoredRows) throws {
    guard buckets.count == rows.count, buckets.allSatisfy({ 0..<subwords.buckets ~= Int($0) }),
      zip(buckets, buckets.dropFirst()).allSatisfy(<)
    else { fatalError("WordVectors: \(rows.count) rows for \(buckets.count) buckets") }
    guard buckets.count < subwords.buckets else {
      self.init(subwords, .rows(rows, places: nil))
      return
    }
    let places = try NumberBuffer<UInt32>(count: subwords.buckets)
    for (row, bucket) in buckets.enumerated() { places[Int(bucket)] = UInt32(row + 1) }
    self.init(subwords, .rows(rows, places: places))
  }

  /// The mean of the vectors of a word's parts, or nil where none has one.
  func vector(of word: some StringProtocol) -> [Float]? {
    guard case .rows(let rows, let places) = source else {
      guard case .model(let file) = source else { return nil }
      return file.vector(ofWord: word)
    }
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

  /// The rows of buckets as others, those of a model copied.
  func encoded(_ encode: (StoredRows) throws -> StoredRows) throws -> PartVectors {
    switch source {
    case .rows(let rows, let places):
      return PartVectors(subwords, .rows(try encode(rows), places: places))
    case .model(let file):
      let pairs = file.dictionary.prunedBuckets?.pairs.sorted { $0.bucket < $1.bucket }
      let words = file.dictionary.wordCount
      let count = pairs?.count ?? subwords.buckets
      let values = try NumberBuffer<Float>(count: count * file.input.width)
      for index in 0..<count {
        let row = file.input[words + (pairs.map { Int($0[index].place) } ?? index)]
        for (place, number) in row.enumerated() { values[index * row.count + place] = number }
      }
      return try PartVectors(
        subwords, buckets: pairs?.map(\.bucket) ?? Array(0..<Int32(count)),
        rows: encode(StoredRows(count: count, width: file.input.width, .float32(values))))
    }
  }
}
