/// How words are written in ARPA files.
///
/// `\u{…}` with a hexadecimal number stands for a scalar: for white space, and for the `<` of a word of
/// the text that would be taken for the unknown word. All by scalars: a word may begin with a combining
/// mark, which is one character with what stands before it.
enum ARPAName {
  private static let escape = Array("\\u{".unicodeScalars)

  static func name(_ token: String) -> String {
    if ["<unk>", "<UNK>"].contains(token) { return "\\u{3c}" + token.dropFirst() }
    guard token.utf8.contains(where: { $0 <= 0x20 || $0 == UInt8(ascii: "\\") }) else {
      return token
    }
    let scalars = Array(token.unicodeScalars)
    var name = String.UnicodeScalarView()
    for (index, scalar) in scalars.enumerated() {
      if scalar.value <= 0x20 || scalars[index...].starts(with: escape) {
        name += "\\u{\(String(scalar.value, radix: 16))}".unicodeScalars
      } else {
        name.append(scalar)
      }
    }
    return String(name)
  }

  static func token(_ name: String) -> String {
    guard name.utf8.contains(UInt8(ascii: "\\")) else { return name }
    var token = String.UnicodeScalarView()
    var rest = Array(name.unicodeScalars)[...]
    while let first = rest.first {
      let digits = rest.dropFirst(escape.count).prefix { $0 != "}" }
      if rest.starts(with: escape), digits.endIndex < rest.endIndex, digits.count <= 6,
        let value = UInt32(String(String.UnicodeScalarView(digits)), radix: 16),
        let scalar = Unicode.Scalar(value)
      {
        token.append(scalar)
        rest = rest[(digits.endIndex + 1)...]
      } else {
        token.append(first)
        rest = rest.dropFirst()
      }
    }
    return String(token)
  }
}
