/// The buckets that are left of many, each with a place.
public struct BucketPlaces: Sendable {
  /// Buckets and their places, in the order in which they were given.
  let pairs: [(bucket: Int32, place: Int32)]
  /// Places in `pairs` by the bucket's bits; −1 for none.
  private let slots: [Int32]

  /// The number of buckets that are left.
  public var count: Int { pairs.count }

  /// Those that are left, in the order in which they were given.
  package var buckets: [Int32] { pairs.map(\.bucket) }

  /// The bucket of each place; 0 where no bucket has it.
  var bucketsByPlace: [Int32] {
    var found = [Int32](repeating: 0, count: pairs.count)
    for pair in pairs { found[Int(pair.place)] = pair.bucket }
    return found
  }

  /// Creates what leaves these buckets, the first with place 0.
  public init(_ buckets: [Int32]) {
    self.init(pairs: buckets.enumerated().map { ($1, Int32($0)) })
  }

  private init(pairs: [(bucket: Int32, place: Int32)]) {
    self.pairs = pairs
    var size = 16
    while size < 2 * pairs.count { size *= 2 }
    var slots = [Int32](repeating: -1, count: size)
    for (index, pair) in pairs.enumerated() {
      var slot = Self.slot(pair.bucket, size)
      while slots[slot] >= 0 { slot = (slot + 1) & (size - 1) }
      slots[slot] = Int32(index)
    }
    self.slots = slots
  }

  private static func slot(_ bucket: Int32, _ size: Int) -> Int {
    Int(UInt32(bitPattern: bucket) &* 2_654_435_761 >> 4) & (size - 1)
  }

  /// The place of a bucket, or nil where it is not left.
  subscript(bucket: Int32) -> Int32? {
    var slot = Self.slot(bucket, slots.count)
    while slots[slot] >= 0 {
      let pair = pairs[Int(slots[slot])]
      if pair.bucket == bucket { return pair.place }
      slot = (slot + 1) & (slots.count - 1)
    }
    return nil
  }

  /// Reads what a file says.
  init(_ file: inout FastTextBytes, count: Int64) throws {
    guard count <= Int64(file.left / 8), count <= Int64(Int32.max) else {
      throw file.bad("the kept buckets", "at most \(file.left / 8)", "\(count)")
    }
    var pairs: [(bucket: Int32, place: Int32)] = []
    pairs.reserveCapacity(Int(count))
    for _ in 0..<count {
      let (bucket, place) = (try file.int32("a bucket"), try file.int32("a bucket's place"))
      guard bucket >= 0, (0..<Int32(count)).contains(place) else {
        throw file.bad(
          "the kept buckets", "places below \(count)", "bucket \(bucket) at \(place)")
      }
      pairs.append((bucket, place))
    }
    self.init(pairs: pairs)
  }
}
