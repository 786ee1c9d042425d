/// The offset of the first byte that does not continue well-formed UTF-8, or nil where all do.
func firstInvalidUTF8(in bytes: UnsafeRawBufferPointer) -> Int? {
  var index = 0
  while index < bytes.count {
    index = endOfASCII(in: bytes, from: index)
    guard index < bytes.count else { return nil }
    guard let length = lengthOfScalar(in: bytes, at: index) else { return index }
    index += length
  }
  return nil
}

private func endOfASCII(in bytes: UnsafeRawBufferPointer, from start: Int) -> Int {
  var index = start
  while index + 8 <= bytes.count,
    bytes.loadUnaligned(fromByteOffset: index, as: UInt64.self) & 0x8080_8080_8080_8080 == 0
  {
    index += 8
  }
  while index < bytes.count, bytes[index] < 0x80 { index += 1 }
  return index
}

/// The bytes of the several-byte scalar at `index`, or nil where there is none (Unicode, table 3-7).
private func lengthOfScalar(in bytes: UnsafeRawBufferPointer, at index: Int) -> Int? {
  let second: ClosedRange<UInt8>
  let length: Int
  switch bytes[index] {
  case 0xC2...0xDF: (length, second) = (2, 0x80...0xBF)
  case 0xE0: (length, second) = (3, 0xA0...0xBF)
  case 0xED: (length, second) = (3, 0x80...0x9F)
  case 0xE1...0xEF: (length, second) = (3, 0x80...0xBF)
  case 0xF0: (length, second) = (4, 0x90...0xBF)
  case 0xF1...0xF3: (length, second) = (4, 0x80...0xBF)
  case 0xF4: (length, second) = (4, 0x80...0x8F)
  default: return nil
  }
  guard index + length <= bytes.count, second.contains(bytes[index + 1]) else { return nil }
  for offset in 2..<max(2, length) where bytes[index + offset] & 0xC0 != 0x80 { return nil }
  return length
}
