import ParlanceText

/// How far a text that is being written has come with its constraints.
struct ConstraintProgress {
  private let constraints: PhraseConstraints
  private let required: [[Unicode.Scalar]]
  private let forbidden: [[Unicode.Scalar]]
  /// Bytes of the text that matter.
  private let window: Int
  private var text = SpelledText()
  private var isMet: [Bool]
  /// The tokens of each required phrase that the text ends in.
  private var begun: [Int]

  init(_ constraints: PhraseConstraints) {
    self.constraints = constraints
    required = constraints.required.map { Array($0.text.unicodeScalars) }
    forbidden = constraints.forbidden.map { Array($0.unicodeScalars) }
    let longest = (constraints.required.map(\.text) + constraints.forbidden).map(\.utf8.count).max()
    let token = constraints.spellings.bytes.lazy.map(\.count).max()
    window = (longest ?? 0) + 2 * (token ?? 0) + 8
    isMet = required.map { _ in false }
    begun = required.map { _ in 0 }
  }

  /// The places of the required phrases that are not there.
  var missing: [Int] { isMet.indices.filter { !isMet[$0] } }

  /// Tokens of required phrases that are written: what banks are told apart by.
  var count: Int {
    var (sum, most) = (0, 0)
    for (place, phrase) in constraints.required.enumerated() {
      if isMet[place] { sum += phrase.tokens.count } else { most = max(most, begun[place]) }
    }
    return sum + most
  }

  /// Tokens that go on with a required phrase, or begin one.
  var wanted: [Int32] {
    missing.compactMap { place in
      let tokens = constraints.required[place].tokens
      if begun[place] == 0, !mayBegin(place) { return nil }
      return begun[place] < tokens.count ? tokens[begun[place]] : nil
    }
  }

  /// Whether a token makes no forbidden phrase.
  ///
  /// - `isLast`: whether no token may follow it.
  func allows(_ token: Int32, isLast: Bool = false) -> Bool {
    if forbidden.isEmpty { return true }
    let next = appending(token, isLast || constraints.spellings.areWords)
    return !forbidden.contains { next.has($0) }
  }

  /// Whether a required phrase is not there even with a token.
  func lacks(after token: Int32) -> Bool {
    let missing = missing
    if missing.isEmpty { return false }
    let next = appending(token, false)
    return missing.contains { !next.has(required[$0]) }
  }

  mutating func append(_ token: Int32, isLast: Bool = false) {
    for place in begun.indices where !isMet[place] {
      let tokens = constraints.required[place].tokens
      if begun[place] < tokens.count, begun[place] > 0 || mayBegin(place),
        tokens[begun[place]] == token
      {
        begun[place] += 1
      } else {
        begun[place] = tokens[0] == token && mayBegin(place) ? 1 : 0
      }
    }
    text = appending(token, isLast)
    for place in missing where text.has(required[place]) { isMet[place] = true }
  }

  /// Whether a required phrase may begin here: its first token may bring the blank along.
  private func mayBegin(_ place: Int) -> Bool {
    let first = constraints.spellings.bytes[Int(constraints.required[place].tokens[0])].first
    return first == 0x20 || text.mayBegin(required[place][0])
  }

  /// The end of a text that grew as long as it may is a blank, as `</s>` is.
  private func appending(_ token: Int32, _ isLast: Bool) -> SpelledText {
    var next = text
    let bytes = constraints.spellings.bytes[Int(token)]
    next.append(isLast ? bytes + [0x20] : bytes, keeping: window)
    return next
  }
}
