#if canImport(Darwin)
  import Darwin
#elseif canImport(Musl)
  import Musl
#else
  import Glibc
#endif

/// Numbers for distinct tokens in the order in which they come, found by their bytes.
///
/// A hash table with open addressing over one array of all bytes: no object for a token that is there
/// already, which is nearly every token of a text.
struct TokenTable: Sendable {
  private var bytes: [UInt8] = []
  private var ends: [Int] = []
  /// A token's number plus one, with the upper half of its hash; 0 where there is none.
  private var slots = [UInt64](repeating: 0, count: 1 << 12)

  /// The number of tokens.
  var count: Int { ends.count }

  /// The token of a number.
  func token(_ code: Int) -> String { String(decoding: bytes[range(code)], as: UTF8.self) }

  private func range(_ code: Int) -> Range<Int> { (code == 0 ? 0 : ends[code - 1])..<ends[code] }

  /// The number of a token, which is a new one where it was not seen before.
  mutating func code(of token: UnsafeRawBufferPointer) -> Int {
    let hash = Self.hash(token)
    let mark = hash & ~0xFFFF_FFFF
    var slot = Int(truncatingIfNeeded: hash) & (slots.count - 1)
    while slots[slot] != 0 {
      let found = slots[slot]
      let code = Int(found & 0xFFFF_FFFF) - 1
      if found & ~0xFFFF_FFFF == mark, isToken(code, token) { return code }
      slot = (slot + 1) & (slots.count - 1)
    }
    bytes.append(contentsOf: token)
    ends.append(bytes.count)
    slots[slot] = mark | UInt64(ends.count)
    if 2 * ends.count > slots.count { grow() }
    return ends.count - 1
  }

  private func isToken(_ code: Int, _ token: UnsafeRawBufferPointer) -> Bool {
    let range = range(code)
    guard range.count == token.count else { return false }
    return bytes.withUnsafeBytes { own in
      guard let a = own.baseAddress, let b = token.baseAddress else { return true }
      return memcmp(a + range.lowerBound, b, token.count) == 0
    }
  }

  private mutating func grow() {
    slots = [UInt64](repeating: 0, count: 2 * slots.count)
    for code in ends.indices {
      let range = range(code)
      let hash = bytes.withUnsafeBytes { Self.hash(UnsafeRawBufferPointer(rebasing: $0[range])) }
      var slot = Int(truncatingIfNeeded: hash) & (slots.count - 1)
      while slots[slot] != 0 { slot = (slot + 1) & (slots.count - 1) }
      slots[slot] = hash & ~0xFFFF_FFFF | UInt64(code + 1)
    }
  }

  /// Eight bytes at a time, each folded in by a multiplication.
  private static func hash(_ token: UnsafeRawBufferPointer) -> UInt64 {
    var hash = UInt64(truncatingIfNeeded: token.count) &* 0x9E37_79B9_7F4A_7C15
    var index = 0
    func mix(_ word: UInt64) {
      let product = (hash ^ word).multipliedFullWidth(by: 0xBF58_476D_1CE4_E5B9)
      hash = product.high ^ product.low ^ word
    }
    while index + 8 <= token.count {
      mix(token.loadUnaligned(fromByteOffset: index, as: UInt64.self))
      index += 8
    }
    var last: UInt64 = 0
    while index < token.count {
      last = last << 8 | UInt64(token[index])
      index += 1
    }
    mix(last)
    return hash ^ (hash >> 29)
  }
}
