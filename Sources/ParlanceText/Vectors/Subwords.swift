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
    var hash: UInt32 = 2_166_136_261
    for byte in bytes {
      hash ^= UInt32(bitPattern: Int32(Int8(bitPattern: byte)))
      hash &*= 16_777_619
    }
    return hash
  }

  /// The buckets of a word's n-grams, in the order of where these begin, then of their length; one that
  /// occurs twice is there twice.
  public func buckets(of word: some StringProtocol) -> [Int32] {
    guard maximum > 0, buckets > 0 else { return [] }
    let bytes = [UInt8(ascii: "<")] + word.utf8 + [UInt8(ascii: ">")]
    func isInside(_ place: Int) -> Bool { place < bytes.count && bytes[place] & 0xC0 == 0x80 }
    var found: [Int32] = []
    for start in bytes.indices where !isInside(start) {
      var (end, length) = (start, 1)
      while end < bytes.count, length <= maximum {
        end += 1
        while isInside(end) { end += 1 }
        let isMark = length == 1 && (start == 0 || end == bytes.count)
        if length >= minimum, !isMark {
          found.append(Int32(Self.hash(bytes[start..<end]) % UInt32(buckets)))
        }
        length += 1
      }
    }
    return found
  }
}
