/// Numbers in decimal digits, read fast.
enum DecimalNumber {
  /// 10⁰ to 10²², each a float64 without error.
  private static let powers: [Double] = (0...22).map { exponent in
    (0..<exponent).reduce(1) { power, _ in power * 10 }
  }

  /// The float32 nearest to what a text says, the same as `Float` of it; nil where it says no number.
  ///
  /// A whole number below 2⁵³ and a power of ten up to 10²² are float64 without error, so that their product
  /// or quotient is rounded once; and rounding it again to float32 goes wrong only where it lies midway
  /// between two of these. All else is left to `Float`. Source: Clinger 1990, "How to read floating point
  /// numbers accurately".
  static func float(_ text: UnsafeBufferPointer<UInt8>.SubSequence) -> Float? {
    fast(text) ?? Float(String(decoding: text, as: UTF8.self))
  }

  private static func fast(_ text: UnsafeBufferPointer<UInt8>.SubSequence) -> Float? {
    var place = text.startIndex
    guard place < text.endIndex else { return nil }
    let isNegative = text[place] == UInt8(ascii: "-")
    if isNegative || text[place] == UInt8(ascii: "+") { place += 1 }
    var (digits, count, exponent) = (UInt64(0), 0, 0)
    var isFraction = false
    while place < text.endIndex {
      let byte = text[place]
      if byte &- 48 < 10 {
        digits = digits &* 10 &+ UInt64(byte &- 48)
        count += 1
        if isFraction { exponent -= 1 }
      } else if byte == UInt8(ascii: "."), !isFraction {
        isFraction = true
      } else {
        break
      }
      place += 1
    }
    guard count > 0, count <= 18, digits < 1 << 53 else { return nil }
    if place < text.endIndex {
      guard let more = Self.exponent(text[place...]) else { return nil }
      exponent += more
    }
    guard (-22...22).contains(exponent) else { return nil }
    let power = powers[abs(exponent)]
    let number = exponent < 0 ? Double(digits) / power : Double(digits) * power
    let isMidway = number.bitPattern & 0x1FFF_FFFF == 0x1000_0000
    guard digits == 0 || !isMidway && (1e-37...1e38).contains(number) else { return nil }
    return Float(isNegative ? -number : number)
  }

  /// What "e-05" and the like say.
  private static func exponent(_ text: UnsafeBufferPointer<UInt8>.SubSequence) -> Int? {
    guard text[text.startIndex] | 0x20 == UInt8(ascii: "e") else { return nil }
    var digits = text.dropFirst()
    let isNegative = digits.first == UInt8(ascii: "-")
    if isNegative || digits.first == UInt8(ascii: "+") { digits = digits.dropFirst() }
    guard (1...4).contains(digits.count), digits.allSatisfy({ $0 &- 48 < 10 }) else { return nil }
    let number = digits.reduce(0) { 10 * $0 + Int($1 &- 48) }
    return isNegative ? -number : number
  }
}
