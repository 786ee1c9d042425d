import ParlanceSystem

/// The tokens of a formula, one after the other.
struct FormulaReader {
  enum Kind: Equatable {
    case number(Double)
    case name
    case sign
  }

  struct Token {
    let kind: Kind
    let text: String
    /// The place of its first character, from 1.
    let place: Int
  }

  private let formula: String
  private let tokens: [Token]
  private var next = 0
  private var depth = 0
  /// What stands within so many others is no formula that a person writes, and would use up the stack.
  private static let deepest = 200
  private static let longest = 1000

  init(_ text: String) {
    formula = text
    var found: [Token] = []
    let characters = Array(text)
    var place = 0
    while place < characters.count {
      let begin = place
      let first = characters[place]
      func take(_ isPart: (Character) -> Bool) {
        while place < characters.count, isPart(characters[place]) { place += 1 }
      }
      var kind = Kind.sign
      if first.isWhitespace {
        place += 1
        continue
      } else if first.isNumber || first == "." {
        take { $0.isNumber || $0 == "." }
        if place < characters.count, "eE".contains(characters[place]) {
          let after = place + 1
          let signed =
            after < characters.count && "+-".contains(characters[after]) ? after + 1 : after
          if signed < characters.count, characters[signed].isNumber {
            place = signed
            take(\.isNumber)
          }
        }
        kind = Double(String(characters[begin..<place])).map { .number($0) } ?? .sign
      } else if first.isLetter || first == "_" {
        take { $0.isLetter || $0.isNumber || $0 == "_" }
        kind = .name
      } else {
        place += 1
        if first == "*", place < characters.count, characters[place] == "*" { place += 1 }
      }
      found.append(Token(kind: kind, text: String(characters[begin..<place]), place: begin + 1))
    }
    tokens = found
  }

  var peek: Token? { next < tokens.count ? tokens[next] : nil }

  mutating func skip() { next += 1 }

  /// The next token where it is one of these signs.
  mutating func take(_ signs: String...) -> String? {
    guard let token = peek, token.kind == .sign, signs.contains(token.text) else { return nil }
    next += 1
    return token.text
  }

  /// The name before an equals sign at the beginning.
  mutating func resultName() throws -> String? {
    guard tokens.count <= Self.longest else {
      throw InputError(
        .usage,
        "a formula has at most \(Self.longest) numbers, names and signs, found \(tokens.count)")
    }
    guard tokens.count > 1, tokens[1].text == "=" else { return nil }
    guard tokens[0].kind == .name else { throw problem("a name before =", tokens[0].text) }
    next = 2
    return tokens[0].text
  }

  mutating func enter() throws {
    depth += 1
    if depth > Self.deepest {
      throw problem("at most \(Self.deepest) terms within each other", "more")
    }
  }

  mutating func leave() { depth -= 1 }

  func problem(_ expected: String, _ found: String) -> InputError {
    let place = peek.map { "at character \($0.place)" } ?? "at the end"
    return InputError(
      .usage, "\(formula): expected \(expected) \(place), found \(found)")
  }
}
