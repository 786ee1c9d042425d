import CParlance
import Foundation

extension NumberBuffer {
  /// The bytes that the numbers take.
  public var byteCount: Int { count * MemoryLayout<Element>.stride }

  /// Numbers in memory, copied from a collection.
  public init(_ numbers: some Collection<Element>) throws {
    try self.init(count: numbers.count)
    _ = UnsafeMutableBufferPointer(start: base, count: count).update(fromContentsOf: numbers)
  }

  /// Some of the numbers, copied; traps where there are not so many.
  public subscript(range: Range<Int>) -> [Element] {
    Array(elements(range))
  }

  /// CRC-32C of the bytes of some of them, after those of `crc`.
  public func checksum(_ range: Range<Int>? = nil, after crc: UInt32 = 0) -> UInt32 {
    let numbers = elements(range ?? 0..<count)
    let byteCount = numbers.count * MemoryLayout<Element>.stride
    return pl_crc32c(crc, numbers.baseAddress, byteCount, false)
  }

  /// Calls a function with the numbers where they lie; for kernels.
  package func withElements<R>(
    _ range: Range<Int>, _ body: (UnsafeBufferPointer<Element>) throws -> R
  ) rethrows -> R {
    try withExtendedLifetime(block) { try body(elements(range)) }
  }

  /// Calls a function with the numbers where they lie, to be written; for kernels.
  package func withMutableElements<R>(
    _ body: (UnsafeMutableBufferPointer<Element>) throws -> R
  ) rethrows -> R {
    try withExtendedLifetime(block) {
      try body(UnsafeMutableBufferPointer(start: base, count: count))
    }
  }

  private func elements(_ range: Range<Int>) -> UnsafeBufferPointer<Element> {
    guard range.lowerBound >= 0, range.upperBound <= count else {
      Self.outside(range.upperBound, count)
    }
    return UnsafeBufferPointer(start: base + range.lowerBound, count: range.count)
  }
}

extension NumberBuffer<UInt8> {
  /// The bytes of a range as text; what is no UTF-8 becomes U+FFFD. Traps outside of them.
  public func text(_ range: Range<Int>) -> String {
    withElements(range) { String(decoding: $0, as: UTF8.self) }
  }

  /// Whether a range holds just these bytes; traps outside of them.
  public func holds(_ bytes: UnsafeBufferPointer<UInt8>, at range: Range<Int>) -> Bool {
    guard range.count == bytes.count else { return false }
    guard let first = bytes.baseAddress, !range.isEmpty else { return true }
    return withElements(range) { memcmp($0.baseAddress!, first, bytes.count) == 0 }
  }
}

extension [UInt8] {
  /// CRC-32C of the bytes.
  package var crc32c: UInt32 {
    withUnsafeBytes { pl_crc32c(0, $0.baseAddress, $0.count, false) }
  }
}
