/// The parts of words that have vectors of their own: character n-grams, each in the bucket that its hash
/// says.
///
/// The n-grams of "<word>" with `minimum` to `maximum` characters. The hash is FNV-1a over 32 bits with
/// bytes taken as signed, so that buckets are those of fastText's files.
///
/// Source: Bojanowski, Grave, Joulin and Mikolov 2017, "Enriching word vectors with subword information".
public struct Subwords: Codable, Sendable, Hashable {
  /// The shortest n-gram, in characters; those of one character are never "<" or ">" alone.
  public var minimum: Int
  /// The longest n-gram, in characters.
  public var maximum: Int
  /// The number of buckets.
  public var buckets: Int

  /// Creates a form of parts.
  public init(minimum: Int = 3, maximum: Int = 6, buckets: Int = 2_000_000) {
    (self.minimum, self.maximum, self.buckets) = (minimum, maximum, buckets)
  }

  /// The hash of bytes.
  public static func hash(_ bytes: some Sequence<UInt8>) -> UInt32 {
    var hash = emptyHash
    for byte in bytes { hash = Self.hash(hash, byte) }
    return hash
  }

  /// The hash of no bytes.
  static let emptyHash: UInt32 = 2_166_136_261

  /// The hash of the bytes before and one more.
  @inline(__always)
  static func hash(_ hash: UInt32, _ byte: UInt8) -> UInt32 {
    (hash ^ UInt32(bitPattern: Int32(Int8(bitPattern: byte)))) &* 16_777_619
  }

  /// The buckets of a word's n-grams, in the order of where these begin, then of their length; one that
  /// occurs twice is there twice.
  public func buckets(of word: some StringProtocol) -> [Int32] {
    var found: [Int32] = []
    forEachBucket(of: Self.marked(word.utf8)) { found.append($0) }
    return found
  }

  /// A word between its marks.
  static func marked(_ word: some Sequence<UInt8>) -> [UInt8] {
    [UInt8(ascii: "<")] + word + [UInt8(ascii: ">")]
  }

  /// Calls a function with the buckets of the n-grams of a word between its marks.
  @inline(__always)
  func forEachBucket(of bytes: [UInt8], _ body: (Int32) -> Void) {
    guard maximum > 0, buckets > 0 else { return }
    func isInside(_ place: Int) -> Bool { place < bytes.count && bytes[place] & 0xC0 == 0x80 }
    for start in bytes.indices where !isInside(start) {
      var (end, length, hash) = (start, 1, Self.emptyHash)
      while end < bytes.count, length <= maximum {
        repeat {
          hash = Self.hash(hash, bytes[end])
          end += 1
        } while isInside(end)
        let isMark = length == 1 && (start == 0 || end == bytes.count)
        if length >= minimum, !isMark { body(Int32(hash % UInt32(buckets))) }
        length += 1
      }
    }
  }
}
