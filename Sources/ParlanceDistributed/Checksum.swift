import ParlanceArrays
import ParlanceAutograd

/// A number that almost surely differs where data differ, to compare them over ranks.
///
/// Of words w: h ← (h ⊕ w) · p, h ← h ⊕ h ≫ 32, with the prime of FNV-1a; no protection from intent.
public struct Checksum: Sendable, Hashable {
  /// The number.
  public private(set) var value: UInt64 = 0xcbf2_9ce4_8422_2325

  /// Creates the checksum of nothing.
  public init() {}

  /// Creates the checksum of parameters: their shapes and their values' bits.
  public init(of parameters: [Parameter]) {
    for parameter in parameters { add(parameter.value) }
  }

  /// Adds bytes, and how many they are.
  public mutating func add(_ bytes: UnsafeRawBufferPointer) {
    add(UInt64(bytes.count))
    let whole = bytes.count / 8 * 8
    for place in stride(from: 0, to: whole, by: 8) {
      add(bytes.loadUnaligned(fromByteOffset: place, as: UInt64.self))
    }
    var rest: UInt64 = 0
    for byte in bytes[whole...] { rest = rest << 8 | UInt64(byte) }
    add(rest)
  }

  /// Adds an array: its shape and its elements' bits.
  public mutating func add(_ array: NDArray) {
    for length in array.shape { add(UInt64(length)) }
    array.withBytes { add($0) }
  }

  /// Adds a text.
  public mutating func add(_ text: String) {
    var text = text
    text.withUTF8 { add(UnsafeRawBufferPointer($0)) }
  }

  /// Adds numbers, such as a text's ids.
  public mutating func add(_ numbers: [Int32]) { numbers.withUnsafeBytes { add($0) } }

  private mutating func add(_ word: UInt64) {
    value = (value ^ word) &* 0x100_0000_01b3
    value ^= value >> 32
  }
}
