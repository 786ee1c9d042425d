import ParlanceSystem

/// The bytes of a file of fastText, read from front to end.
struct FastTextBytes {
  let file: String
  let block: MemoryBlock
  private let bytes: NumberBuffer<UInt8>
  private(set) var place = 0

  /// The bytes of a file, mapped, or unpacked where it is gzipped or no plain file.
  init(path: String) throws {
    file = path == "-" ? "standard input" : path
    let mapped = path == "-" ? nil : try? MemoryBlock(reading: path)
    if let mapped, !Self.isPacked(mapped) {
      block = mapped
      bytes = NumberBuffer(mapped, offset: 0, count: mapped.byteCount)
      return
    }
    let source = try ByteSource(path: path)
    var all: [UInt8] = []
    var piece = [UInt8](repeating: 0, count: ByteSource.blockSize)
    while true {
      let count = try piece.withUnsafeMutableBytes { try source.read(into: $0) }
      if count == 0 { break }
      try StopRequest.check()
      if all.capacity < all.count + count {
        try SystemCalls.checkMemory(2 * (all.count + count), "the unpacked model", file: file)
      }
      all += piece[..<count]
    }
    block = try MemoryBlock(all)
    bytes = NumberBuffer(block, offset: 0, count: all.count)
  }

  private static func isPacked(_ block: MemoryBlock) -> Bool {
    let first = NumberBuffer<UInt8>(block, offset: 0, count: min(2, block.byteCount))
    return first.count == 2 && first[0] == 0x1F && first[1] == 0x8B
  }

  /// Bytes that are still to be read.
  var left: Int { bytes.count - place }

  /// The place of so many bytes, which count as read.
  mutating func take(_ count: Int, _ what: String) throws -> Int {
    guard count >= 0, count <= left else { throw short(what, count) }
    defer { place += count }
    return place
  }

  /// The place of `count` things of so many bytes each.
  mutating func take(_ count: Int64, of size: Int64, _ what: String) throws -> Int {
    let (total, overflow) = count.multipliedReportingOverflow(by: size)
    guard count >= 0, size >= 0, !overflow, total <= Int64(left) else {
      throw short(what, overflow ? Int.max : Int(clamping: total))
    }
    return try take(Int(total), what)
  }

  private func short(_ what: String, _ count: Int) -> InputError {
    InputError(
      .badData, file: file,
      "\(what): expected \(count) bytes at byte \(place), found \(left): the file is cut short or "
        + "damaged")
  }

  /// What is wrong with something that was read.
  func bad(_ what: String, _ expected: String, _ found: String) -> InputError {
    InputError(
      .badData, file: file,
      "\(what): expected \(expected.replacing("...", with: " to ")), found \(found): the file is "
        + "damaged, or no model of fastText")
  }

  private mutating func number(_ count: Int, _ what: String) throws -> UInt64 {
    let start = try take(count, what)
    var number: UInt64 = 0
    for index in (0..<count).reversed() { number = number << 8 | UInt64(bytes[start + index]) }
    return number
  }

  mutating func int32(_ what: String) throws -> Int32 {
    Int32(bitPattern: UInt32(try number(4, what)))
  }

  mutating func int64(_ what: String) throws -> Int64 { Int64(bitPattern: try number(8, what)) }

  mutating func double(_ what: String) throws -> Double {
    Double(bitPattern: try number(8, what))
  }

  mutating func flag(_ what: String) throws -> Bool {
    let found = try number(1, what)
    guard found <= 1 else { throw bad(what, "0 or 1", "\(found)") }
    return found == 1
  }

  /// Appends the bytes up to the next zero, which counts as read.
  mutating func appendText(to target: inout [UInt8], _ what: String) throws {
    while true {
      guard place < bytes.count else { throw short(what, left + 1) }
      let byte = bytes[place]
      place += 1
      if byte == 0 { return }
      target.append(byte)
    }
  }

  /// Float32 numbers, copied.
  mutating func floats(_ count: Int64, _ what: String) throws -> [Float] {
    let start = try take(count, of: 4, what)
    return (0..<Int(count)).map { index in
      var bits: UInt32 = 0
      for byte in (0..<4).reversed() {
        bits = bits << 8 | UInt32(bytes[start + 4 * index + byte])
      }
      return Float(bitPattern: bits)
    }
  }
}
