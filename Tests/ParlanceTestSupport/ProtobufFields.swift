/// The fields of a protocol buffers message, in order, read without knowing what it means.
public struct ProtobufFields {
  /// A field's value: a number (also the bits of 32 or 64), or bytes.
  public enum Value: Equatable {
    case number(UInt64)
    case bytes([UInt8])
  }

  /// Number and value of each field.
  public private(set) var all: [(field: Int, value: Value)] = []

  /// Reads a message; nil for what is none.
  public init?(_ bytes: [UInt8]) {
    var place = 0
    func varint() -> UInt64? {
      var (value, shift): (UInt64, UInt64) = (0, 0)
      while place < bytes.count, shift < 64 {
        let byte = bytes[place]
        place += 1
        value |= UInt64(byte & 0x7F) << shift
        if byte < 0x80 { return value }
        shift += 7
      }
      return nil
    }
    func fixed(_ count: Int) -> UInt64? {
      guard place + count <= bytes.count else { return nil }
      defer { place += count }
      return (0..<count).reduce(0) { $0 | UInt64(bytes[place + $1]) << (8 * UInt64($1)) }
    }
    while place < bytes.count {
      guard let key = varint() else { return nil }
      let field = Int(key >> 3)
      switch key & 7 {
      case 0:
        guard let value = varint() else { return nil }
        all.append((field, .number(value)))
      case 1, 5:
        guard let value = fixed(key & 7 == 1 ? 8 : 4) else { return nil }
        all.append((field, .number(value)))
      case 2:
        guard let count = varint(), place + Int(count) <= bytes.count else { return nil }
        all.append((field, .bytes(Array(bytes[place..<place + Int(count)]))))
        place += Int(count)
      default: return nil
      }
    }
  }

  /// The numbers of a field.
  public func numbers(_ field: Int) -> [UInt64] {
    all.compactMap { found in
      if found.field == field, case .number(let value) = found.value { return value }
      return nil
    }
  }

  /// The bytes of a field.
  public func bytes(_ field: Int) -> [[UInt8]] {
    all.compactMap { found in
      if found.field == field, case .bytes(let value) = found.value { return value }
      return nil
    }
  }

  /// The texts of a field.
  public func texts(_ field: Int) -> [String] {
    bytes(field).map { String(decoding: $0, as: UTF8.self) }
  }

  /// The messages of a field.
  public func messages(_ field: Int) -> [ProtobufFields] {
    bytes(field).compactMap(ProtobufFields.init)
  }
}

extension [UInt8] {
  /// Their float32 numbers, little-endian.
  public var littleEndianFloats: [Float] {
    stride(from: 0, to: count / 4 * 4, by: 4).map { start in
      Float(
        bitPattern: (0..<4).reduce(UInt32(0)) { $0 | UInt32(self[start + $1]) << (8 * UInt32($1)) })
    }
  }
}
