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

  /// The row of a bucket, or nil where it has none.
  func row(_ bucket: Int32) -> [Float]? {
    switch source {
    case .rows(let rows, let places):
      let row = places.map { Int($0[Int(bucket)]) - 1 } ?? Int(bucket)
      // A file that was changed while it is in use may name any.
      return (0..<rows.count).contains(row) ? rows.row(row) : nil
    case .model(let file):
      let place = file.dictionary.prunedBuckets.map { $0[bucket] } ?? bucket
      return place.map { file.input[file.dictionary.wordCount + Int($0)] }
    }
  }

  /// The mean of the vectors of a word's parts, or nil where none has one.
  func vector(of word: some StringProtocol) -> [Float]? {
    if case .model(let file) = source { return file.vector(ofWord: word) }
    let (sum, count) = sum(of: word)
    return count == 0 ? nil : sum.map { $0 / Float(count) }
  }

  /// The sum of the vectors of a word's parts, and how many there are.
  func sum(of word: some StringProtocol) -> (sum: [Float], count: Int) {
    var sum = [Float](repeating: 0, count: width)
    var count = 0
    for bucket in subwords.buckets(of: word) {
      guard let row = row(bucket) else { continue }
      for (place, number) in row.enumerated() { sum[place] += number }
      count += 1
    }
    return (sum, count)
  }

  /// The rows of buckets as others, those of a model copied.
  func encoded(_ encode: (StoredRows) throws -> StoredRows) throws -> PartVectors {
    switch source {
    case .rows(let rows, let places):
      return PartVectors(subwords, .rows(try encode(rows), places: places))
    case .model(let file):
      let kept = file.dictionary.prunedBuckets?.pairs.map(\.bucket).sorted()
      let buckets = kept ?? Array(0..<Int32(subwords.buckets))
      let values = try NumberBuffer<Float>(count: buckets.count * width)
      for (index, bucket) in buckets.enumerated() {
        guard let row = row(bucket) else { continue }
        for (place, number) in row.enumerated() { values[index * width + place] = number }
      }
      return try PartVectors(
        subwords, buckets: buckets,
        rows: encode(StoredRows(count: buckets.count, width: width, .float32(values))))
    }
  }

  /// Numbers of a row.
  private var width: Int {
    switch source {
    case .rows(let rows, _): rows.width
    case .model(let file): file.input.width
    }
  }
}
