import Foundation

/// Texts of files by their scalars.
///
/// `Character`, and with it `hasPrefix` and `split` of `String`, takes a combining mark together with what
/// stands before it: a blank, a tab, the end of a prefix. Files are told apart by scalars.
extension StringProtocol {
  /// Whether the text begins with these scalars.
  package func begins(with prefix: some StringProtocol) -> Bool {
    utf8.starts(with: prefix.utf8)
  }

  /// Whether the text ends with these scalars.
  package func ends(with suffix: some StringProtocol) -> Bool {
    utf8.reversed().starts(with: suffix.utf8.reversed())
  }

  /// Whether there is nothing but white space.
  package var isWhiteSpace: Bool { unicodeScalars.allSatisfy(\.properties.isWhitespace) }

  /// Without white space at both ends; a space of no width (U+200B) is one too.
  package var trimmed: String {
    func isSpace(_ scalar: Unicode.Scalar) -> Bool {
      scalar.properties.isWhitespace || scalar == "\u{200B}"
    }
    guard let first = unicodeScalars.firstIndex(where: { !isSpace($0) }),
      let last = unicodeScalars.lastIndex(where: { !isSpace($0) })
    else { return "" }
    return String(String.UnicodeScalarView(unicodeScalars[first...last]))
  }

  /// As a message quotes it: at most 80 characters, those that steer a terminal written as `\u{…}`.
  package var shown: String {
    var text = ""
    for (place, scalar) in unicodeScalars.enumerated() {
      if place == 80 { return text + "…" }
      if scalar.properties.generalCategory == .control {
        text += "\\u{\(String(scalar.value, radix: 16))}"
      } else {
        text.unicodeScalars.append(scalar)
      }
    }
    return text
  }
}

extension String {
  /// The parts between separators of ASCII.
  package func parts(
    between separators: UInt8..., omittingEmpty: Bool = true
  ) -> [Substring] {
    utf8.split(omittingEmptySubsequences: omittingEmpty) { separators.contains($0) }
      .map { Substring($0) }
  }

  /// The name of a class: a label or a tag, in Unicode's composed form (NFC).
  ///
  /// Names of classes are told apart as `String` tells texts apart, by canonical equivalence: "é" is the
  /// same name however an editor or a file system wrote it. Tokens are told apart by scalars: `TokenKey`.
  package var composed: String {
    utf8.allSatisfy { $0 < 0x80 } ? self : precomposedStringWithCanonicalMapping
  }
}
