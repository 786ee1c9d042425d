import Foundation

/// The name of a random stream: numbers come from a key and a counter, never from hidden state.
///
/// A key is split by folding numbers and names into it (a step's index, a layer's name), so that each
/// dropout mask is a function of (seed, step, layer) and needs neither storage nor an order of
/// evaluation. Philox4x32-10: Salmon et al., *Parallel Random Numbers: As Easy as 1, 2, 3*, 2011.
public struct RandomKey: Sendable, Hashable, Codable {
  /// The 64 bits that select the stream.
  public let bits: UInt64

  /// Creates a key from a seed.
  public init(seed: UInt64) { bits = seed }

  /// A key of its own for one part of what this key stands for.
  public func folding(in part: UInt64) -> RandomKey {
    let block = Philox.block(counter: (part, 0x5061_726c_616e_6365), key: bits)
    return RandomKey(seed: UInt64(block.0) | UInt64(block.1) << 32)
  }

  /// A key of its own for a part that has a name; never that of a part with a number.
  public func folding(in name: String) -> RandomKey {
    // FNV-1a of 64 bits: Fowler, Noll and Vo.
    let hash = name.utf8.reduce(0xcbf2_9ce4_8422_2325) { ($0 ^ UInt64($1)) &* 0x100_0000_01b3 }
    let block = Philox.block(counter: (hash, 0x6e61_6d65_6420_6b65), key: bits)
    return RandomKey(seed: UInt64(block.0) | UInt64(block.1) << 32)
  }
}

/// The Philox4x32-10 function: four random words from a counter and a key.
package enum Philox {
  package static func block(
    counter: (UInt64, UInt64), key: UInt64
  ) -> (UInt32, UInt32, UInt32, UInt32) {
    var c0 = UInt32(truncatingIfNeeded: counter.0)
    var c1 = UInt32(truncatingIfNeeded: counter.0 >> 32)
    var c2 = UInt32(truncatingIfNeeded: counter.1)
    var c3 = UInt32(truncatingIfNeeded: counter.1 >> 32)
    var k0 = UInt32(truncatingIfNeeded: key)
    var k1 = UInt32(truncatingIfNeeded: key >> 32)
    for _ in 0..<10 {
      let p0 = UInt64(0xD251_1F53) * UInt64(c0)
      let p1 = UInt64(0xCD9E_8D57) * UInt64(c2)
      (c0, c2) = (UInt32(p1 >> 32) ^ c1 ^ k0, UInt32(p0 >> 32) ^ c3 ^ k1)
      (c1, c3) = (UInt32(truncatingIfNeeded: p1), UInt32(truncatingIfNeeded: p0))
      k0 &+= 0x9E37_79B9
      k1 &+= 0xBB67_AE85
    }
    return (c0, c1, c2, c3)
  }
}

/// Random numbers one after the other from a key: for initialisation, shuffling and sampling.
public struct RandomGenerator: RandomNumberGenerator, Sendable, Codable {
  private let key: RandomKey
  private var counter: UInt64 = 0
  private var spare: UInt64?

  /// Creates a generator from a seed.
  public init(seed: UInt64) { key = RandomKey(seed: seed) }

  /// Creates a generator for a key's stream.
  public init(key: RandomKey) { self.key = key }

  public mutating func next() -> UInt64 {
    if let value = spare {
      spare = nil
      return value
    }
    let block = Philox.block(counter: (counter, 1), key: key.bits)
    counter += 1
    spare = UInt64(block.2) | UInt64(block.3) << 32
    return UInt64(block.0) | UInt64(block.1) << 32
  }

  /// A number from the uniform distribution over [0, 1).
  public mutating func uniform() -> Double { Double(next() >> 11) * 0x1p-53 }

  /// A number from the normal distribution with mean 0 and variance 1 (Box and Muller, 1958).
  public mutating func normal() -> Double {
    let radius = (-2 * log(1 - uniform())).squareRoot()
    return radius * cos(2 * .pi * uniform())
  }
}
