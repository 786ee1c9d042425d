/// The parts of speech of Universal Dependencies.
///
/// Nivre et al., *Universal Dependencies v2*, 2020.
public enum UniversalTag: String, Sendable, Codable, CaseIterable {
  case adjective = "ADJ"
  case adposition = "ADP"
  case adverb = "ADV"
  case auxiliary = "AUX"
  case coordinatingConjunction = "CCONJ"
  case determiner = "DET"
  case interjection = "INTJ"
  case noun = "NOUN"
  case numeral = "NUM"
  case particle = "PART"
  case pronoun = "PRON"
  case properNoun = "PROPN"
  case punctuation = "PUNCT"
  case subordinatingConjunction = "SCONJ"
  case symbol = "SYM"
  case verb = "VERB"
  case other = "X"
}

/// What recipes name.
public enum RecipeEntity: String, Sendable, Codable, CaseIterable {
  case dish = "DISH"
  case person = "PERSON"
  case quantity = "QUANTITY"
  case unit = "UNIT"
  case ingredient = "INGREDIENT"
  case duration = "DURATION"
  case temperature = "TEMPERATURE"
  case tool = "TOOL"
}

/// The usual part of speech of each word of the recipes; the grammar says where it is another.
enum Lexicon {
  /// What is no number, no mark and not listed is a noun.
  static func usualTag(of word: String) -> UniversalTag {
    if let tag = tags[word] { return tag }
    if word.allSatisfy(\.isNumber) { return .numeral }
    return word.allSatisfy(\.isPunctuation) ? .punctuation : .noun
  }

  private static let lists: [(UniversalTag, String)] = [
    (
      .adjective,
      """
      big black brown classic coarse cold covered creamy crisp done dried easy fine fluffy fresh golden \
      green high hot juicy large lean low medium minced organic quick ready red ripe rustic simple small \
      smoked soft sweet tender thick thin uncovered warm white young
      """
    ),
    (.adposition, "at for in on to with"),
    (
      .adverb,
      "carefully coarsely finely gently overnight quickly roughly slowly then thinly well"
    ),
    (.coordinatingConjunction, "and"),
    (.determiner, "the"),
    (.particle, "'s"),
    (.pronoun, "it them"),
    (.properNoun, "anna maria peter tom"),
    (.subordinatingConjunction, "until"),
    (.verb, "bake fry mix pour season serve soak"),
  ]

  private static let tags = Dictionary(
    uniqueKeysWithValues: lists.flatMap { tag, words in
      words.split(separator: " ").map { (String($0), tag) }
    })
}
