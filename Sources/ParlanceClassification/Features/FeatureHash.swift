/// The rows of n-grams that no vocabulary lists: FNV-1a, 64 bits, modulo the number of buckets.
///
/// Over the bytes 1, then each token's UTF-8 and a byte 0 (n-grams of tokens; the empty token stands at
/// both ends of a text), or over the byte 2 and the UTF-8 of characters (n-grams within a word between
/// two spaces), or over the byte 3 as over 1 (n-grams of tokens' shapes). The 64 bits are folded, h ⊕ (h ≫ 32), before the remainder is taken. This never changes:
/// models on disk depend on it. Weinberger et al., *Feature Hashing for Large Scale Multitask Learning*,
/// 2009.
public struct FeatureHash: Sendable {
  private var bits: UInt64 = 0xCBF2_9CE4_8422_2325

  private init(_ family: UInt8) { add(family) }

  /// The hash of no token yet.
  public static var tokens: FeatureHash { FeatureHash(1) }

  /// The hash of no shape yet.
  public static var shapes: FeatureHash { FeatureHash(3) }

  /// The hash of no character yet.
  public static var characters: FeatureHash { FeatureHash(2) }

  /// Takes in one byte.
  @inline(__always)
  public mutating func add(_ byte: UInt8) {
    bits = (bits ^ UInt64(byte)) &* 0x100_0000_01B3
  }

  /// Takes in a whole token and its end.
  public mutating func add(token: String) {
    for byte in token.utf8 { add(byte) }
    add(0)
  }

  /// The bucket among `count`.
  @inline(__always)
  public func bucket(of count: Int) -> Int {
    Int(truncatingIfNeeded: (bits ^ (bits >> 32)) % UInt64(count))
  }

  /// All 64 bits, folded.
  var value: UInt64 { bits ^ (bits >> 32) }
}
