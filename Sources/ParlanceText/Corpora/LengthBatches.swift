/// Items of different lengths in batches of similar ones, so that little of a batch is padding.
public struct LengthBatches: RandomAccessCollection, Sendable {
  private let order: [Int]
  private let lengths: [Int]
  private let batches: [Range<Int>]

  /// Groups items by their lengths; traps where the batch size is not positive.
  ///
  /// With a seed, items of one length fall into batches, and batches follow one another, at random;
  /// without, shorter items come first.
  public init(lengths: [Int], batchSize: Int, shuffleSeed: UInt64? = nil) {
    requirePositive(batchSize, "LengthBatches", "batchSize")
    var shuffled = Array(lengths.indices)
    var generator = shuffleSeed.map(SplitMix64.init)
    generator?.shuffle(&shuffled)
    let places = shuffled.indices.sorted { a, b in
      let (first, second) = (lengths[shuffled[a]], lengths[shuffled[b]])
      return first != second ? first < second : a < b
    }
    order = places.map { shuffled[$0] }
    var batches = stride(from: 0, to: order.count, by: batchSize).map {
      $0..<Swift.min($0 + batchSize, lengths.count)
    }
    generator?.shuffle(&batches)
    self.batches = batches
    self.lengths = lengths
  }

  public var startIndex: Int { 0 }
  public var endIndex: Int { batches.count }

  /// The items of a batch, by ascending length.
  public subscript(index: Int) -> [Int] { Array(order[batches[index]]) }

  /// The number of a batch's items.
  public func size(ofBatch index: Int) -> Int { batches[index].count }

  /// The length of a batch's longest item.
  public func longest(ofBatch index: Int) -> Int {
    lengths[order[batches[index].upperBound - 1]]
  }

  /// The share of all places in all batches that is padding.
  public var paddingShare: Double {
    let places = batches.indices.reduce(0) { $0 + batches[$1].count * longest(ofBatch: $1) }
    let used = lengths.reduce(0, +)
    return places == 0 ? 0 : 1 - Double(used) / Double(places)
  }
}
