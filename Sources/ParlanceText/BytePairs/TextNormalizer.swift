import Foundation

/// A step that changes a text before it is cut.
enum TextNormalizer: Sendable {
  case nfc, nfd, nfkc, nfkd, lowercase, stripAccents
  case strip(left: Bool, right: Bool)
  case prepend(String)
  case replace(String, by: String)
  /// What BERT does: control characters away, blanks around Chinese characters, accents away, small letters.
  case bert(cleans: Bool, spacesChinese: Bool, stripsAccents: Bool, lowercases: Bool)

  init(_ part: TokenizerPart) throws {
    switch part.type {
    case "NFC": self = .nfc
    case "NFD": self = .nfd
    case "NFKC": self = .nfkc
    case "NFKD": self = .nfkd
    case "Lowercase": self = .lowercase
    case "StripAccents": self = .stripAccents
    case "Strip":
      self = .strip(
        left: part.bool("strip_left", default: true),
        right: part.bool("strip_right", default: true))
    case "Prepend": self = .prepend(part.string("prepend") ?? "")
    case "Replace":
      guard let pattern = (part["pattern"] as? [String: Any])?["String"] as? String else {
        throw part.unknown("Replace by a pattern")
      }
      self = .replace(pattern, by: part.string("content") ?? "")
    case "BertNormalizer":
      let lowercases = part.bool("lowercase", default: true)
      self = .bert(
        cleans: part.bool("clean_text", default: true),
        spacesChinese: part.bool("handle_chinese_chars", default: true),
        stripsAccents: part.bool("strip_accents", default: lowercases), lowercases: lowercases)
    default: throw part.unknown()
    }
  }

  func normalized(_ text: String) -> String {
    switch self {
    case .nfc: text.precomposedStringWithCanonicalMapping
    case .nfd: text.decomposedStringWithCanonicalMapping
    case .nfkc: text.precomposedStringWithCompatibilityMapping
    case .nfkd: text.decomposedStringWithCompatibilityMapping
    case .lowercase: Self.lowercased(text)
    case .stripAccents: Self.withoutMarks(text)
    case .strip(let left, let right): Self.stripped(text, left, right)
    case .prepend(let prefix): text.isEmpty ? text : prefix + text
    case .replace(let pattern, let content):
      text.replacingOccurrences(of: pattern, with: content, options: .literal)
    case .bert(let cleans, let spacesChinese, let stripsAccents, let lowercases):
      Self.bert(text, cleans, spacesChinese, stripsAccents, lowercases)
    }
  }

  /// Scalar by scalar, as Rust's `to_lowercase` of a character does.
  private static func lowercased(_ text: String) -> String {
    text.unicodeScalars.map(\.properties.lowercaseMapping).joined()
  }

  private static func withoutMarks(_ text: String) -> String {
    var kept = String.UnicodeScalarView()
    kept.append(
      contentsOf: text.unicodeScalars.filter { $0.properties.generalCategory != .nonspacingMark })
    return String(kept)
  }

  private static func stripped(_ text: String, _ left: Bool, _ right: Bool) -> String {
    var scalars = text.unicodeScalars[...]
    if left { scalars = scalars.drop { $0.properties.isWhitespace } }
    while right, let last = scalars.last, last.properties.isWhitespace { scalars.removeLast() }
    return String(scalars)
  }

  private static func bert(
    _ text: String, _ cleans: Bool, _ spacesChinese: Bool, _ stripsAccents: Bool,
    _ lowercases: Bool
  ) -> String {
    var scalars = String.UnicodeScalarView()
    for scalar in text.unicodeScalars {
      if cleans {
        let isBlank = scalar.properties.isWhitespace
        if !isBlank, scalar.value == 0 || scalar.value == 0xFFFD || scalar.isControl { continue }
        if isBlank {
          scalars.append(" ")
          continue
        }
      }
      let isChinese = spacesChinese && scalar.isChinese
      if isChinese { scalars.append(" ") }
      scalars.append(scalar)
      if isChinese { scalars.append(" ") }
    }
    var text = String(scalars)
    if stripsAccents { text = withoutMarks(text.decomposedStringWithCanonicalMapping) }
    return lowercases ? lowercased(text) : text
  }
}

extension Unicode.Scalar {
  fileprivate var isControl: Bool {
    switch properties.generalCategory {
    case .control, .format, .privateUse, .surrogate, .unassigned: true
    default: false
    }
  }

  /// Whether it is of the blocks that BERT takes for Chinese.
  fileprivate var isChinese: Bool {
    switch value {
    case 0x4E00...0x9FFF, 0x3400...0x4DBF, 0x20000...0x2A6DF, 0x2A700...0x2B73F, 0x2B740...0x2B81F,
      0x2B920...0x2CEAF, 0xF900...0xFAFF, 0x2F800...0x2FA1F:
      true
    default: false
    }
  }
}
