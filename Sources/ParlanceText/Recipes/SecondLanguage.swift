/// The recipes' second language: invented, with rules that are certain.
///
/// - A clause ends in its verb, and all else stands in the opposite order: "chop the onions finely" is
///   "finely onions-the chop".
/// - A thing is followed by its adjectives, which agree with it in class (-a or -o) and number (-s), by
///   what it is measured in, and by its number; after a number other than 1 it stays singular.
/// - "the" is the ending -n; a verb whose object has several ends in -us, another in -u.
/// - What stands before a thing in the recipes, as "with", stands after it; an owner does too, in -se.
/// - Names of several things are one word: "tomato soup".
///
/// Each sentence has one translation, so that the best possible BLEU is 100.
struct SecondLanguage {
  private let words: [String]
  private var place = 0

  /// The translation of a sentence of the recipes; nil where a word or its place is not theirs.
  static func translation(of sentence: String) -> String? {
    var words: [String] = []
    var clause: [String] = []
    func close() -> Bool {
      guard !clause.isEmpty else { return true }
      var language = SecondLanguage(clause)
      guard let translated = language.clause() else { return false }
      words += translated
      clause = []
      return true
    }
    for word in sentence.split(separator: " ").map(String.init) {
      let isMark = word.allSatisfy(\.isPunctuation)
      guard isMark || ["and", "then"].contains(word) else {
        clause.append(word)
        continue
      }
      guard close() else { return nil }
      words.append(isMark ? word : SecondLexicon.others[word]!)
    }
    return close() && !words.isEmpty ? words.joined(separator: " ") : nil
  }

  private init(_ words: [String]) { self.words = words }

  private var next: String? { place < words.count ? words[place] : nil }

  private mutating func take(_ table: [String: String]) -> String? {
    guard let word = next, let found = table[word] else { return nil }
    place += 1
    return found
  }

  /// A verb, if there is one, and what belongs to it.
  private mutating func clause() -> [String]? {
    let verb = take(SecondLexicon.verbs)
    var parts: [[String]] = []
    var hasSeveral: Bool?
    while place < words.count {
      let isObject = verb != nil && parts.isEmpty
      guard let (part, several) = part() else { return nil }
      parts.append(part)
      if isObject { hasSeveral = several }
    }
    let end = verb.map { [$0 + (hasSeveral == true ? "us" : "u")] } ?? []
    return parts.reversed().flatMap { $0 } + end
  }

  /// An adverb, a state, or a thing with what it stands after; and whether it is several things.
  private mutating func part() -> (words: [String], several: Bool)? {
    if let adverb = take(SecondLexicon.adverbs) { return ([adverb], false) }
    if let preposition = take(SecondLexicon.postpositions) {
      guard let thing = thing() else { return nil }
      return (thing.words + [preposition], false)
    }
    return thing()
  }

  private struct Noun {
    let stem: String
    let isSeveral: Bool
  }

  /// The noun that comes next.
  private mutating func noun() -> Noun? {
    guard let word = next else { return nil }
    let lemmas = [
      (word, false), (String(word.dropLast()), true), (String(word.dropLast(2)), true),
      (word.dropLast(3) + "y", true), (word.dropLast(3) + "f", true),
    ]
    for (lemma, isSeveral) in lemmas where !isSeveral || word.hasSuffix("s") {
      if let stem = SecondLexicon.nouns[lemma] {
        place += 1
        return Noun(stem: stem, isSeveral: isSeveral)
      }
    }
    return nil
  }

  /// A pronoun, a state, a number, or a thing.
  private mutating func thing() -> (words: [String], several: Bool)? {
    if let word = next, let pronoun = take(SecondLexicon.others) {
      return ([pronoun], word == "them")
    }
    let owner = owner()
    let isKnown = next == "the"
    if isKnown { place += 1 }
    let number = next.flatMap { $0.allSatisfy(\.isNumber) ? $0 : nil }
    if number != nil { place += 1 }
    var measure: String?
    if number != nil, next == "g" {
      (measure, place) = ("g", place + 1)
    } else if number != nil, let word = next, Self.measures.contains(word) {
      measure = noun()?.stem
    }
    var adjectives: [String] = []
    while let adjective = take(SecondLexicon.adjectives) { adjectives.append(adjective) }
    var nouns: [Noun] = []
    while let noun = noun() { nouns.append(noun) }
    let counted = [measure, number, owner].compactMap { $0 }
    guard let head = nouns.last else {
      // A state, as in "serve hot", or a number alone.
      let words = adjectives.map { $0 + "e" } + counted
      return words.isEmpty || isKnown ? nil : (words, false)
    }
    let plural = head.isSeveral && (number == nil || measure != nil) ? "s" : ""
    let name = nouns.map(\.stem).joined() + plural + (isKnown ? "n" : "")
    let ending = String(head.stem.last!) + plural
    return ([name] + adjectives.map { $0 + ending } + counted, head.isSeveral)
  }

  private static let measures: Set<String> = [
    "bunch", "cup", "cups", "dash", "handful", "leaves", "pinch", "pinches", "spoon", "spoons",
    "sprig", "sprigs",
  ]

  /// "anna 's".
  private mutating func owner() -> String? {
    guard place + 1 < words.count, words[place + 1] == "'s" else { return nil }
    let name = SecondLexicon.nouns[words[place]] ?? words[place]
    place += 2
    return name + "se"
  }
}
