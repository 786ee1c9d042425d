/// Cuts a line into words and marks: see `WordStyle`.
struct WordScanner {
  private let text: [Unicode.Scalar]
  private let isTweet: Bool
  /// What a word begins with that no blank (U+0020) stands before, where words are as they are written.
  private let joint: String?
  private var place = 0
  private var found: [String] = []

  init(_ line: String, _ style: WordStyle) {
    isTweet = style == .tweet
    joint = nil
    text = (isTweet ? WordScanner.unescaped(line) : line).unicodeScalars.map(Self.plain)
  }

  /// Words of prose as they are written.
  ///
  /// - `joint`: what a word begins with that no blank stands before.
  init(_ line: String, joint: String) {
    (isTweet, self.joint) = (false, joint)
    text = Array(line.unicodeScalars)
  }

  /// All words, or the first so many.
  consuming func words(limit: Int = .max) -> [String] {
    found.reserveCapacity(min(text.count / 4, limit))
    while place < text.count, found.count < limit { scan() }
    return found.count > limit ? Array(found.prefix(limit)) : found
  }

  private mutating func scan() {
    let scalar = text[place]
    if joint == nil ? scalar.properties.isWhitespace || scalar.isIgnorable : scalar == " " {
      place += 1
    } else if let end = endOfLink() {
      take(to: end, as: isTweet ? "http" : nil)
    } else if isTweet, let end = endOfMention() {
      take(to: end, as: "@user")
    } else if let end = endOfAddress() {
      take(to: end)
    } else if let end = endOfEmoticon() {
      take(to: end)
    } else if scalar.isIdeograph {
      take(to: place + 1)
    } else if scalar.isWordPart {
      scanWord()
    } else if scalar.isEmoji {
      scanEmoji()
    } else {
      scanMarks()
    }
  }

  private mutating func take(to end: Int, as word: String? = nil) {
    add(word ?? Self.string(text[place..<end]), from: place)
    place = end
  }

  private mutating func add(_ word: String, from begin: Int) {
    guard let joint, begin > 0, text[begin - 1] != " " else { return found.append(word) }
    found.append(joint + word)
  }

  private static func string(_ scalars: some Sequence<Unicode.Scalar>) -> String {
    var word = String.UnicodeScalarView()
    word.append(contentsOf: scalars)
    return String(word)
  }

  // MARK: Words

  private mutating func scanWord() {
    let end = endOfWord()
    let (begin, word) = (place, text[place..<end])
    place = end
    let short = isTweet ? Self.shortened(word) : Array(word)
    let cut = Self.beginOfContraction(short)
    if cut > 0 { add(Self.string(short[..<cut]), from: begin) }
    if cut < short.count { add(Self.string(short[cut...]), from: begin + cut) }
  }

  /// Letters and digits, with what may stand between them; dots after single letters.
  private func endOfWord() -> Int {
    if let end = endOfAbbreviation() { return end }
    var end = place
    while end < text.count {
      if text[end].isWordPart, !text[end].isIdeograph {
        end += 1
      } else if end + 1 < text.count, text[end + 1].isWordPart, joins(text[end], at: end) {
        end += 1
      } else {
        break
      }
    }
    return end
  }

  private func joins(_ mark: Unicode.Scalar, at index: Int) -> Bool {
    let (before, after) = (text[index - 1], text[index + 1])
    return switch mark {
    case "'", "&": before.properties.isAlphabetic && after.properties.isAlphabetic
    case "-", "_": true
    case ".", ",", ":", "/": before.isDigit && after.isDigit
    default: false
    }
  }

  /// The end of "U.S." or "e.g.", or nil.
  private func endOfAbbreviation() -> Int? {
    var end = place
    let last = min(text.count, place + 16)
    while end + 1 < last, text[end].properties.isAlphabetic, text[end + 1] == "." { end += 2 }
    guard end - place >= 4 else { return nil }
    return end < text.count && text[end].isWordPart ? nil : end
  }

  /// Where "n't", "'s" and the like begin in a word, or its end.
  private static func beginOfContraction(_ word: [Unicode.Scalar]) -> Int {
    guard let mark = word.lastIndex(of: "'"), mark > 0 else { return word.count }
    let ending = string(word[(mark + 1)...]).lowercased()
    if ending == "t", mark >= 2, ["n", "N"].contains(word[mark - 1]) { return mark - 1 }
    return ["s", "m", "d", "re", "ve", "ll"].contains(ending) ? mark : word.count
  }

  /// With at most three of what is repeated.
  private static func shortened(_ word: ArraySlice<Unicode.Scalar>) -> [Unicode.Scalar] {
    var short: [Unicode.Scalar] = []
    for scalar in word {
      if !scalar.isDigit, short.count >= 3, short.suffix(3).allSatisfy({ $0 == scalar }) {
        continue
      }
      short.append(scalar)
    }
    return short
  }

  // MARK: Links, mentions, emoticons

  private func startsWith(_ prefix: String) -> Bool {
    var index = place
    for scalar in prefix.unicodeScalars {
      guard index < text.count, text[index].lowered == scalar else { return false }
      index += 1
    }
    return true
  }

  /// The end of a link, without the marks that end the sentence around it, or nil.
  private func endOfLink() -> Int? {
    guard text[place].properties.isAlphabetic,
      ["http://", "https://", "www."].contains(where: startsWith)
    else { return nil }
    var end = place
    while end < text.count, !text[end].properties.isWhitespace { end += 1 }
    while end > place, ".,!?;:)]}\"'".unicodeScalars.contains(text[end - 1]) { end -= 1 }
    return end
  }

  private func endOfMention() -> Int? {
    guard text[place] == "@", place == 0 || !text[place - 1].isWordPart else { return nil }
    var end = place + 1
    while end < text.count, text[end].isASCII, text[end].isWordPart || text[end] == "_" {
      end += 1
    }
    return end > place + 1 ? end : nil
  }

  /// The end of an address of electronic mail, or nil.
  private func endOfAddress() -> Int? {
    guard text[place].isWordPart else { return nil }
    // No address is longer, and no line is looked through again and again.
    let last = min(text.count, place + 254)
    var (end, sign, isDotted) = (place, Int?.none, false)
    while end < last {
      let scalar = text[end]
      if scalar == "@", sign == nil, end > place {
        sign = end
      } else if scalar == ".", end + 1 < last, text[end + 1].isWordPart {
        isDotted = sign != nil && sign != end - 1
      } else if !(scalar.isWordPart || scalar == "-"
        || (scalar == "_" || scalar == "+") && sign == nil)
      {
        break
      }
      end += 1
    }
    return isDotted ? end : nil
  }

  /// The end of an emoticon that stands alone, or nil.
  private func endOfEmoticon() -> Int? {
    if place > 0, text[place - 1].isWordPart { return nil }
    guard let candidates = Self.emoticons[text[place]] else { return nil }
    for emoticon in candidates where place + emoticon.count <= text.count {
      let end = place + emoticon.count
      guard text[place..<end].elementsEqual(emoticon) else { continue }
      if end < text.count, text[end].isWordPart { continue }
      return end
    }
    return nil
  }

  /// By their first scalar, longer ones first.
  private static let emoticons: [Unicode.Scalar: [[Unicode.Scalar]]] = {
    var list = [
      "<3", "</3", "^_^", "^^", "-_-", "T_T", ";_;", "o_O", "O_o", ">.<", "\\o/", "XD", "xD",
    ]
    for eyes in [":", ";", "=", "8", "X", "x"] {
      for nose in eyes == "X" || eyes == "x" || eyes == "8" ? ["-"] : ["", "-", "'", "o"] {
        for mouth in [")", "(", "]", "[", "D", "P", "p", "O", "o", "/", "\\", "|", "*", "3", "S"] {
          list.append(eyes + nose + mouth)
        }
      }
    }
    let scalars = list.map { Array($0.unicodeScalars) }.sorted { $0.count > $1.count }
    return Dictionary(grouping: scalars) { $0[0] }
  }()

  // MARK: Emoji and marks

  /// One emoji with all that is joined to it; its colour of skin does not make it another word.
  private mutating func scanEmoji() {
    let isFlag = text[place].isRegionalIndicator
    var end = place + 1
    var kept = [text[place]]
    while end < text.count {
      let scalar = text[end]
      if scalar.isEmojiModifier {
        if joint != nil { kept.append(scalar) }
        end += 1
      } else if scalar == "\u{200D}", end + 1 < text.count, text[end + 1].isEmoji {
        kept += [scalar, text[end + 1]]
        end += 2
      } else if isFlag, kept.count == 1, scalar.isRegionalIndicator {
        kept.append(scalar)
        end += 1
      } else {
        break
      }
    }
    take(to: end, as: Self.string(kept))
  }

  /// A mark; full stops and the like that are repeated are one word.
  private mutating func scanMarks() {
    let mark = text[place]
    var end = place + 1
    if ".!?-*_=~".unicodeScalars.contains(mark) {
      while end < text.count, text[end] == mark { end += 1 }
    }
    take(to: end, as: joint == nil ? Self.string(text[place..<min(end, place + 3)]) : nil)
  }

  // MARK: Scalars

  /// Typographic quotes as the plain ones.
  private static func plain(_ scalar: Unicode.Scalar) -> Unicode.Scalar {
    switch scalar {
    case "\u{2018}", "\u{2019}", "\u{02BC}", "\u{FF07}": "'"
    case "\u{201C}", "\u{201D}", "\u{FF02}": "\""
    default: scalar
    }
  }

  /// Without the entities of HTML, and with a space for a line feed that was written out.
  private static func unescaped(_ line: String) -> String {
    guard line.utf8.contains(where: { $0 == UInt8(ascii: "&") || $0 == UInt8(ascii: "\\") }) else {
      return line
    }
    var line = line
    for (entity, character) in [
      ("&lt;", "<"), ("&gt;", ">"), ("&quot;", "\""), ("&#39;", "'"), ("&nbsp;", " "),
      ("&amp;", "&"), ("\\n", " "),
    ] {
      line.replace(entity, with: character)
    }
    return line
  }
}
