/// How a matrix of weights is kept in memory and in files.
///
/// What reads it otherwise than by products and rows sees numbers of float32.
public enum WeightFormat: String, Sendable, Codable, CaseIterable {
  /// IEEE single precision, 4 bytes.
  case float32
  /// The upper half of a float32, rounded to the nearest, 2 bytes: 8 binary digits.
  case bfloat16
  /// −127 … 127 times a scale of its row, 1 byte: w = s q with s = max |w| / 127 over the row.
  case int8

  /// Bytes per number, scales not counted.
  public var byteCount: Int { self == .float32 ? 4 : self == .bfloat16 ? 2 : 1 }
}
