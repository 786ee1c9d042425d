/// A step that cuts a text into words.
enum WordSplitter: Sendable {
  /// At white space, which goes.
  case whitespace
  /// Runs of letters, digits and `_`, and runs of what is neither these nor white space.
  case wordsAndMarks
  /// At white space and around each punctuation mark.
  case bert
  /// Words keep the blank before them, and bytes become letters: Radford et al. 2019.
  case byteLevel(addsBlank: Bool, splits: Bool)
  /// Blanks become a mark, before which a text is cut: Kudo and Richardson 2018.
  case metaspace(mark: String, scheme: String, splits: Bool)
  /// Around each punctuation mark.
  case punctuation
  /// Around digits, all or each.
  case digits(each: Bool)

  init(_ part: TokenizerPart) throws {
    switch part.type {
    case "WhitespaceSplit": self = .whitespace
    case "Whitespace": self = .wordsAndMarks
    case "BertPreTokenizer": self = .bert
    case "ByteLevel":
      self = .byteLevel(
        addsBlank: part.bool("add_prefix_space", default: true),
        splits: part.bool("use_regex", default: true))
    case "Metaspace":
      let scheme =
        part.string("prepend_scheme")
        ?? (part.bool("add_prefix_space", default: true) ? "always" : "never")
      self = .metaspace(
        mark: part.string("replacement") ?? "▁", scheme: scheme,
        splits: part.bool("split", default: true))
    case "Punctuation":
      guard part.string("behavior") ?? "Isolated" == "Isolated" else {
        throw part.unknown("Punctuation with behavior \(part.string("behavior") ?? "")")
      }
      self = .punctuation
    case "Digits": self = .digits(each: part.bool("individual_digits", default: false))
    default: throw part.unknown()
    }
  }

  /// The words of a text.
  ///
  /// - `isFirst`: whether the line begins with it.
  func words(_ text: String, isFirst: Bool) -> [String] {
    let scalars = text.unicodeScalars
    switch self {
    case .whitespace:
      return scalars.split(whereSeparator: \.properties.isWhitespace).map { String($0) }
    case .wordsAndMarks:
      return Self.runs(text) { $0.properties.isWhitespace ? 0 : $0.isOfWord ? 1 : 2 }
    case .bert: return Self.runs(text) { $0.properties.isWhitespace ? 0 : $0.isMark ? -1 : 1 }
    case .punctuation: return Self.runs(text) { $0.isMark ? -1 : 1 }
    case .digits(let each): return Self.runs(text) { $0.isNumber ? (each ? -1 : 2) : 1 }
    case .byteLevel(let addsBlank, let splits):
      let first = scalars.first.map { !$0.properties.isWhitespace } ?? false
      let whole = addsBlank && first ? " " + text : text
      return (splits ? GPT2Pattern.words(whole) : [whole]).map(ByteLetters.spelled)
    case .metaspace(let mark, let scheme, let splits):
      return Self.marked(text, mark, scheme == "always" || scheme == "first" && isFirst, splits)
    }
  }

  /// Runs of scalars of one class: 0 for what goes, −1 for what stands alone.
  private static func runs(_ text: String, _ kind: (Unicode.Scalar) -> Int) -> [String] {
    var (words, word, last) = ([String](), String.UnicodeScalarView(), 0)
    for scalar in text.unicodeScalars {
      let own = kind(scalar)
      if !word.isEmpty, own != last || own < 0 {
        words.append(String(word))
        word = String.UnicodeScalarView()
      }
      if own != 0 { word.append(scalar) }
      last = own
    }
    return word.isEmpty ? words : words + [String(word)]
  }

  private static func marked(
    _ text: String, _ mark: String, _ prepends: Bool, _ splits: Bool
  ) -> [String] {
    var marked = text.unicodeScalars.map { $0 == " " ? mark : String($0) }.joined()
    if prepends, !marked.unicodeScalars.starts(with: mark.unicodeScalars) { marked = mark + marked }
    guard splits else { return [marked] }
    var words: [String] = []
    for scalar in marked.unicodeScalars {
      if words.isEmpty || String(scalar) == mark { words.append("") }
      words[words.count - 1].unicodeScalars.append(scalar)
    }
    return words
  }
}

/// How GPT-2 cuts texts: `'s|'t|'re|'ve|'m|'ll|'d| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\s+`.
enum GPT2Pattern {
  private static let endings = ["'s", "'t", "'re", "'ve", "'m", "'ll", "'d"].map {
    Array($0.unicodeScalars)
  }

  private enum Kind { case letter, number, blank, other }

  private static func kind(_ scalar: Unicode.Scalar) -> Kind {
    if scalar.properties.isWhitespace { return .blank }
    return scalar.isLetter ? .letter : scalar.isNumber ? .number : .other
  }

  static func words(_ text: String) -> [String] {
    let scalars = Array(text.unicodeScalars)
    var (words, place) = ([String](), 0)
    while place < scalars.count {
      let end = end(scalars, place)
      var word = String.UnicodeScalarView()
      word.append(contentsOf: scalars[place..<end])
      words.append(String(word))
      place = end
    }
    return words
  }

  private static func end(_ scalars: [Unicode.Scalar], _ begin: Int) -> Int {
    if let ending = endings.first(where: { scalars[begin...].starts(with: $0) }) {
      return begin + ending.count
    }
    let hasBlank = scalars[begin] == " " && begin + 1 < scalars.count
    let first = hasBlank && kind(scalars[begin + 1]) != .blank ? begin + 1 : begin
    let own = kind(scalars[first])
    var end = first
    while end < scalars.count, kind(scalars[end]) == own { end += 1 }
    // The last blank of some belongs to the word after them.
    return own == .blank && end < scalars.count && end - begin > 1 ? end - 1 : end
  }
}

/// Bytes as letters that can be seen: Radford et al. 2019.
enum ByteLetters {
  static let letters: [Unicode.Scalar] = {
    var next: UInt32 = 256
    return (0..<256).map { byte in
      if (33...126).contains(byte) || (161...172).contains(byte) || (174...255).contains(byte) {
        return Unicode.Scalar(UInt8(byte))
      }
      defer { next += 1 }
      return Unicode.Scalar(next)!
    }
  }()

  static let bytes = Dictionary(
    uniqueKeysWithValues: letters.enumerated().map { ($1, UInt8($0)) })

  static func spelled(_ text: String) -> String {
    var spelled = String.UnicodeScalarView()
    spelled.append(contentsOf: text.utf8.map { letters[Int($0)] })
    return String(spelled)
  }
}

extension Unicode.Scalar {
  var isLetter: Bool {
    switch properties.generalCategory {
    case .uppercaseLetter, .lowercaseLetter, .titlecaseLetter, .modifierLetter, .otherLetter: true
    default: false
    }
  }

  var isNumber: Bool {
    switch properties.generalCategory {
    case .decimalNumber, .letterNumber, .otherNumber: true
    default: false
    }
  }

  /// `\w`.
  fileprivate var isOfWord: Bool {
    switch properties.generalCategory {
    case .nonspacingMark, .spacingMark, .enclosingMark, .decimalNumber, .connectorPunctuation: true
    default: properties.isAlphabetic || properties.isJoinControl
    }
  }

  /// A punctuation mark, or a sign of ASCII that is no letter or digit.
  fileprivate var isMark: Bool {
    switch value {
    case 33...47, 58...64, 91...96, 123...126: return true
    default: break
    }
    switch properties.generalCategory {
    case .connectorPunctuation, .dashPunctuation, .openPunctuation, .closePunctuation,
      .initialPunctuation, .finalPunctuation, .otherPunctuation:
      return true
    default: return false
    }
  }
}
