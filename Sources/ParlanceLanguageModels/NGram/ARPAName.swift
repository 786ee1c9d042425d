import Foundation

/// How words are written in ARPA files.
///
/// `\u{…}` with a hexadecimal number stands for a scalar: for white space, and for the `<` of a word of
/// the text that would be taken for the unknown word.
enum ARPAName {
  static func name(_ token: String) -> String {
    var name = ""
    if ["<unk>", "<UNK>"].contains(token) { return "\\u{3c}" + token.dropFirst() }
    guard token.utf8.contains(where: { $0 <= 0x20 }) || token.contains("\\u{") else { return token }
    let scalars = Array(token.unicodeScalars)
    for (index, scalar) in scalars.enumerated() {
      let isEscape = scalar == "\\" && scalars[index...].starts(with: "\\u{".unicodeScalars)
      if scalar.value <= 0x20 || isEscape {
        name += "\\u{" + String(scalar.value, radix: 16) + "}"
      } else {
        name.unicodeScalars.append(scalar)
      }
    }
    return name
  }

  static func token(_ name: String) -> String {
    guard name.utf8.contains(UInt8(ascii: "\\")), name.contains("\\u{") else { return name }
    var token = ""
    var rest = name[...]
    while let escape = rest.range(of: "\\u{") {
      token += rest[..<escape.lowerBound]
      let digits = rest[escape.upperBound...].prefix { $0 != "}" }
      if digits.count <= 6, digits.endIndex < rest.endIndex,
        let scalar = UInt32(digits, radix: 16).flatMap(Unicode.Scalar.init)
      {
        token.unicodeScalars.append(scalar)
        rest = rest[rest.index(after: digits.endIndex)...]
      } else {
        token += rest[escape]
        rest = rest[escape.upperBound...]
      }
    }
    return token + rest
  }
}
