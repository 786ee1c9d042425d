/// Items of different lengths in batches of similar ones, so that little of a batch is padding.
public struct LengthBatches: RandomAccessCollection, Sendable {
  private let order: [Int]
  private let lengths: [Int]
  private let readings: Int
  private let batches: [Range<Int>]

  /// Groups items by their lengths; traps where the batch size or the readings are not positive.
  ///
  /// With a seed, items of one length fall into batches, and batches follow one another, at random;
  /// without, shorter items come first.
  ///
  /// - `readings`: how often each item occurs.
  public init(
    lengths: [Int], batchSize: Int, readings: Int = 1, shuffleSeed: UInt64? = nil
  ) {
    requirePositive(batchSize, "LengthBatches", "batchSize")
    self.init(lengths: lengths, readings: readings, shuffleSeed: shuffleSeed) { order in
      stride(from: 0, to: order.count, by: batchSize).map {
        $0..<Swift.min($0 + batchSize, order.count)
      }
    }
  }

  /// Groups items by their lengths, as many in each batch as keep its places, items times the greatest
  /// size, within a limit; an item that is greater stands alone. Traps where the limit is not positive, or
  /// where there is not a size for each item.
  ///
  /// - `sizes`: of the items, padded: they need not be the lengths that items are ordered by.
  /// - `readings`: how often each item occurs.
  public init(
    lengths: [Int], sizes: [Int], places: Int, readings: Int = 1, shuffleSeed: UInt64? = nil
  ) {
    requirePositive(places, "LengthBatches", "places")
    guard sizes.count == lengths.count else {
      fatalError("LengthBatches: \(sizes.count) sizes for \(lengths.count) items")
    }
    self.init(lengths: lengths, readings: readings, shuffleSeed: shuffleSeed) { order in
      var (batches, first, longest): ([Range<Int>], Int, Int) = ([], 0, 0)
      for (place, item) in order.enumerated() {
        longest = Swift.max(longest, sizes[item])
        if place > first, (place - first + 1) * longest > places {
          batches.append(first..<place)
          (first, longest) = (place, sizes[item])
        }
      }
      if first < order.count { batches.append(first..<order.count) }
      return batches
    }
  }

  private init(
    lengths: [Int], readings: Int, shuffleSeed: UInt64?, cut: ([Int]) -> [Range<Int>]
  ) {
    requirePositive(readings, "LengthBatches", "readings")
    var shuffled = (0..<readings).flatMap { _ in lengths.indices }
    var generator = shuffleSeed.map(SplitMix64.init)
    generator?.shuffle(&shuffled)
    let places = shuffled.indices.sorted { a, b in
      let (first, second) = (lengths[shuffled[a]], lengths[shuffled[b]])
      return first != second ? first < second : a < b
    }
    order = places.map { shuffled[$0] }
    var batches = cut(order)
    generator?.shuffle(&batches)
    self.batches = batches
    self.lengths = lengths
    self.readings = readings
  }

  private static let mostReadings = 1000

  /// How often each item must be read, at most a thousand times, so that there are so many batches at least.
  public static func readings(of items: Int, batchSize: Int, leastBatches: Int) -> Int {
    let wanted = (leastBatches - 1) * batchSize + 1
    return Swift.min(Swift.max(1, (wanted + items - 1) / Swift.max(items, 1)), mostReadings)
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
    let used = readings * lengths.reduce(0, +)
    return places == 0 ? 0 : 1 - Double(used) / Double(places)
  }
}
