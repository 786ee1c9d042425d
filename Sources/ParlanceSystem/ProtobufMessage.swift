/// The bytes of a protocol buffers message: what files of ONNX and TensorBoard are made of.
///
/// A field is its number and how it is written (0 as a number of varying length, 1 as 64 bits, 2 as bytes after
/// their count, 5 as 32 bits), then its value.
package struct ProtobufMessage: Sendable {
  package private(set) var bytes: [UInt8] = []

  package init() {}

  private mutating func varint(_ value: UInt64) {
    var rest = value
    while rest >= 0x80 {
      bytes.append(UInt8(truncatingIfNeeded: rest) | 0x80)
      rest >>= 7
    }
    bytes.append(UInt8(rest))
  }

  private mutating func key(_ field: Int, _ wire: UInt64) { varint(UInt64(field) << 3 | wire) }

  package mutating func int(_ field: Int, _ value: Int) {
    key(field, 0)
    varint(UInt64(bitPattern: Int64(value)))
  }

  package mutating func float(_ field: Int, _ value: Float) {
    key(field, 5)
    bytes += value.bitPattern.littleEndianBytes
  }

  package mutating func double(_ field: Int, _ value: Double) {
    key(field, 1)
    bytes += value.bitPattern.littleEndianBytes
  }

  package mutating func data(_ field: Int, _ value: some Collection<UInt8>) {
    key(field, 2)
    varint(UInt64(value.count))
    bytes += value
  }

  package mutating func string(_ field: Int, _ value: String) { data(field, Array(value.utf8)) }

  package mutating func message(_ field: Int, _ value: ProtobufMessage) { data(field, value.bytes) }

  package mutating func message(_ field: Int, _ build: (inout ProtobufMessage) -> Void) {
    var inner = ProtobufMessage()
    build(&inner)
    message(field, inner)
  }
}

extension FixedWidthInteger {
  /// The bytes, the lowest first.
  package var littleEndianBytes: [UInt8] {
    (0..<Self.bitWidth / 8).map { UInt8(truncatingIfNeeded: self >> (8 * $0)) }
  }
}
